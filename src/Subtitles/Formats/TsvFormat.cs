using System.Globalization;
using System.Text;
using Transcribe.Core;

namespace Transcribe.Subtitles.Formats;

/// <summary>Tab-separated values as openai/whisper writes them: one line for each segment, times in ms.</summary>
internal static class TsvFormat
{
    public static string Write(IReadOnlyList<Segment> segments)
    {
        var file = new StringBuilder("start\tend\ttext\n");
        foreach (var segment in segments)
        {
            var text = segment.Text.Replace('\t', ' ').ReplaceLineEndings(" ");
            file.Append(
                CultureInfo.InvariantCulture,
                $"{segment.Start.TotalMilliseconds:0}\t{segment.End.TotalMilliseconds:0}\t{text}\n");
        }
        return file.ToString();
    }
}
