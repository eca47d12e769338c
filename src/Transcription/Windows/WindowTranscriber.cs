using Transcribe.Core;

namespace Transcribe.Transcription.Windows;

/// <summary>Transcribes whole windows. If the model stops before the end of a window, the rest is transcribed as another window.</summary>
/// <param name="model">The model.</param>
/// <param name="requester">The request that the windows belong to.</param>
internal sealed class WindowTranscriber(ISpeechModel model, Requester requester)
{
    /// <summary>
    /// The transcripts of a window's parts, in order, without gaps. The language of the first part is kept for the others.
    /// </summary>
    /// <param name="samples">At most 30 s, not empty.</param>
    /// <param name="settings">How to transcribe.</param>
    /// <param name="beginning">The text with which the window must begin; null for none.</param>
    /// <param name="cancellationToken">Ends the work within a second.</param>
    public async Task<IReadOnlyList<WindowTranscript>> TranscribeAsync(
        ReadOnlyMemory<float> samples, TranscriptionSettings settings, Continuation? beginning, CancellationToken cancellationToken)
    {
        var parts = new List<WindowTranscript>();
        for (var done = 0; done < samples.Length; done += parts[^1].Length)
        {
            var window = new WindowRequest
            {
                Requester = requester,
                Samples = samples[done..],
                Settings = settings,
                Continuation = beginning,
            };
            parts.Add(await model.TranscribeAsync(window, cancellationToken));
            settings = settings with { LanguageCodes = [parts[^1].Language] };
            beginning = null;
        }
        return parts;
    }
}

/// <summary>Helpers for the parts of a window.</summary>
internal static class WindowParts
{
    /// <summary>The language of the first part that has text; null if none has.</summary>
    public static string? DetectedLanguage(this IReadOnlyList<WindowTranscript> parts) =>
        parts.FirstOrDefault(part => part.Segments.Count > 0)?.Language;

    /// <summary>The parts' segments as segments of the whole audio.</summary>
    /// <param name="parts">Of one window.</param>
    /// <param name="windowStart">In samples from the start of the audio.</param>
    /// <param name="firstIndex">The index of the first segment.</param>
    public static IReadOnlyList<Segment> ToSegments(this IReadOnlyList<WindowTranscript> parts, long windowStart, int firstIndex)
    {
        var segments = new List<Segment>();
        foreach (var part in parts)
        {
            foreach (var segment in part.Segments)
                segments.Add(segment.MovedTo(firstIndex + segments.Count, SampleTime.Of(windowStart)));
            windowStart += part.Length;
        }
        return segments;
    }
}
