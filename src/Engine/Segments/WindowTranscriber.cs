using Transcribe.Engine.Batching;
using Transcribe.Engine.Generation;
using Transcribe.Engine.Windows;

namespace Transcribe.Engine.Segments;

/// <summary>A window's PCM and options in, its segments out: the narrow line behind which an engine works.</summary>
internal sealed class WindowTranscriber(LoadedModel model)
{
    private readonly SegmentBuilder _segments = new(model.Folder.Generation, model.Codec);

    /// <summary>Transcribes a window. Where the model stopped before the window's end, the rest is transcribed as a further part, so that no tail is lost.</summary>
    /// <param name="requester">The request that the window is of.</param>
    /// <param name="window">At most 30 s.</param>
    /// <param name="options">How to transcribe it.</param>
    /// <param name="cancellationToken">Ends the work at the next step.</param>
    public async Task<WindowResult> TranscribeAsync(Requester requester, AudioSpan.Window window, WindowOptions options, CancellationToken cancellationToken)
    {
        var parts = new List<WindowPart>();
        for (var done = 0; done < window.Samples.Length; done += (int)parts[^1].Length)
        {
            var outcome = await model.TranscribeAsync(requester, window.Samples.AsMemory(done), options, cancellationToken);
            parts.Add(ToPart(outcome, window.Start + done, window.Samples.Length - done));
            options = options with { Languages = [outcome.Transcript.Language] };
        }
        return new WindowResult(parts);
    }

    private WindowPart ToPart(WindowOutcome outcome, long start, int length)
    {
        var transcript = outcome.Transcript;
        var built = _segments.Build(transcript, start, length, firstIndex: 0);
        // A window in which the model heard nothing to write is not transcribed audio.
        var reason = transcript.SuppressionReason ?? (built.Segments.Count == 0 ? SuppressionReasons.NoSpeech : null);
        return new WindowPart(start, built.ResumeAt ?? length, transcript.Language, built.Segments, reason, outcome.Queued, outcome.Inferred);
    }
}
