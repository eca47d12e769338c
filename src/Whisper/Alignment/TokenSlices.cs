using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Alignment;

/// <summary>Tokens of one segment with the times that the model wrote, in timestamp steps of 20 ms from the window's start.</summary>
/// <param name="Tokens">Timestamps included.</param>
/// <param name="Start">0 where the model wrote none.</param>
/// <param name="End">Null: to the window's end.</param>
internal sealed record TokenSlice(IReadOnlyList<GeneratedToken> Tokens, int Start, int? End);

/// <summary>
/// A window's tokens, cut where two timestamps meet, as openai/whisper's <c>transcribe</c> does. It differs in two points: a lone segment begins at its own
/// timestamp, not at the window's start; and a text that the token cap ended right after a timestamp is taken up again there.
/// </summary>
/// <param name="Slices">In order of time. An unfinished last one is left out when the window is to be resumed at its start.</param>
/// <param name="ResumeAt">Samples from the window's start where more speech follows; null when the window is done.</param>
internal sealed record TokenSlices(IReadOnlyList<TokenSlice> Slices, int? ResumeAt)
{
    /// <summary>Samples in a timestamp step: 20 ms at 16 kHz.</summary>
    public const int StepSamples = 320;

    /// <summary>Less than 0.5 s is too little to transcribe again.</summary>
    private const int MinRemainder = 8000;

    /// <param name="result">One window's text.</param>
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

        var slices = cuts.Select((end, i) => Slice(result.Tokens, steps, i == 0 ? 0 : cuts[i - 1], end));
        return new TokenSlices([.. slices], resumeAt);
    }

    /// <summary>Progress has to be made, or the same audio would be transcribed for ever.</summary>
    private static int? Usable(int resumeAt, int length) => resumeAt > 0 && length - resumeAt >= MinRemainder ? resumeAt : null;

    private static TokenSlice Slice(IReadOnlyList<GeneratedToken> tokens, int[] steps, int from, int to)
    {
        var times = steps[from..to];
        var start = times is [>= 0, ..] ? times[0] : 0;
        var end = Array.FindLast(times, step => step >= 0);
        return new TokenSlice([.. tokens.Skip(from).Take(to - from)], start, end > start ? end : null);
    }
}
