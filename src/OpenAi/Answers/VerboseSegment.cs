using Transcribe.Core;

namespace Transcribe.OpenAi.Answers;

/// <summary>A segment of <c>verbose_json</c>, with the members of openai/whisper.</summary>
/// <param name="Id">0, 1, 2 …</param>
/// <param name="Seek">The start of the window around the segment, in frames of 10 ms.</param>
/// <param name="Start">In seconds.</param>
/// <param name="End">In seconds.</param>
/// <param name="Text">With the space that separates it from the text before it.</param>
/// <param name="Tokens">The ids of its tokens, timestamps included.</param>
/// <param name="Temperature">The temperature of the window.</param>
/// <param name="AvgLogprob">The mean log probability of the window's tokens.</param>
/// <param name="CompressionRatio">The compression ratio of the window's text.</param>
/// <param name="NoSpeechProb">The probability that the window contains no speech.</param>
/// <param name="Words">Its words; null if not wanted.</param>
internal sealed record VerboseSegment(
    int Id,
    long Seek,
    double Start,
    double End,
    string Text,
    int[] Tokens,
    float Temperature,
    double AvgLogprob,
    float CompressionRatio,
    float NoSpeechProb,
    VerboseWord[]? Words)
{
    private const long FrameTicks = 10 * TimeSpan.TicksPerMillisecond;

    // An engine may measure nothing.
    private static readonly SegmentEvidence Unmeasured = new(TimeSpan.Zero, 0, 0, 0, 0, []);

    public static IEnumerable<VerboseSegment> Of(IEnumerable<Segment> segments, bool hasWords = false)
    {
        var last = "";
        foreach (var segment in segments)
        {
            // Whisper puts a space before the first word of a text, too.
            var isSpaced = last.Length == 0
                ? !TranscriptText.IsUnspaced(segment.Text.EnumerateRunes().First())
                : TranscriptText.HasSpaceBetween(last, segment.Text);
            yield return Of(segment, isSpaced ? $" {segment.Text}" : segment.Text, hasWords);
            last = segment.Text;
        }
    }

    private static VerboseSegment Of(Segment segment, string text, bool hasWords)
    {
        var evidence = segment.Evidence ?? Unmeasured;
        return new VerboseSegment(
            segment.Index,
            evidence.WindowStart.Ticks / FrameTicks,
            segment.Start.TotalSeconds,
            segment.End.TotalSeconds,
            text,
            [.. evidence.Tokens.Select(token => token.Id)],
            evidence.Temperature,
            Math.Max(evidence.AverageLogProbability, LogProbability.Least),
            evidence.CompressionRatio,
            segment.NoSpeechProbability,
            hasWords ? [.. segment.Words.Select(VerboseWord.Of)] : null);
    }
}
