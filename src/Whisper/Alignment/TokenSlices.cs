using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Alignment;

/// <summary>Tokens of one segment with the model's times, in timestamp steps of 20 ms from the window's start.</summary>
/// <param name="Tokens">The tokens, timestamps included.</param>
/// <param name="Start">The start; 0 if the model generated none.</param>
/// <param name="End">The end; null for the window's end, in the last slice only.</param>
internal sealed record TokenSlice(IReadOnlyList<GeneratedToken> Tokens, int Start, int? End);

/// <summary>
/// A window's tokens, split where two timestamps meet, as in openai/whisper's <c>transcribe</c>. It differs in two points. A lone segment
/// begins at its own timestamp and not at the window's start. If the limit on tokens ended the text right after a timestamp, the next
/// window starts there.
/// </summary>
/// <param name="Slices">The slices in order of time. An unfinished last slice is omitted if the next window starts at its
/// beginning.</param>
/// <param name="ResumeAt">Samples from the window's start to the start of the next window; null if the window is complete.</param>
internal sealed record TokenSlices(IReadOnlyList<TokenSlice> Slices, int? ResumeAt)
{
    /// <summary>Samples in a timestamp step: 20 ms at 16 kHz.</summary>
    public const int StepSamples = 320;

    /// <summary>A remainder of less than 0.5 s is too short to transcribe again.</summary>
    private const int MinRemainder = 8000;

    /// <param name="result">The result of one window.</param>
    /// <param name="firstTimestamp">Id of the first timestamp token.</param>
    /// <param name="length">The window's samples.</param>
    public static TokenSlices Split(GenerationResult result, int firstTimestamp, int length)
    {
        var steps = result.Tokens.Select(token => token.Id - firstTimestamp).ToArray();
        var cuts = Enumerable.Range(1, Math.Max(0, steps.Length - 1)).Where(i => steps[i - 1] >= 0 && steps[i] >= 0).ToList();
        var endsInTimestamp = steps is [.., < 0, >= 0];
        if (endsInTimestamp)
            cuts.Add(steps.Length);

        var speechFollows = cuts.Count > 0 && (!endsInTimestamp || result.Truncated);
        var resumeAt = speechFollows ? Usable(steps[cuts[^1] - 1] * StepSamples, length) : null;
        if (resumeAt is null && (cuts.Count == 0 || cuts[^1] < steps.Length))
            cuts.Add(steps.Length);

        var slices = cuts.Select((end, i) => Slice(result.Tokens, steps, i == 0 ? 0 : cuts[i - 1], end, isLast: i == cuts.Count - 1));
        return new TokenSlices([.. slices], resumeAt);
    }

    /// <summary>Requires progress; otherwise the same audio would be transcribed forever.</summary>
    private static int? Usable(int resumeAt, int length) => resumeAt > 0 && length - resumeAt >= MinRemainder ? resumeAt : null;

    private static TokenSlice Slice(IReadOnlyList<GeneratedToken> tokens, int[] steps, int from, int to, bool isLast)
    {
        var times = steps[from..to];
        var start = times is [>= 0, ..] ? times[0] : 0;
        var end = Array.FindLast(times, step => step >= 0);
        return new TokenSlice([.. tokens.Skip(from).Take(to - from)], start, end > start ? end : isLast ? null : start);
    }
}
