using Transcribe.Core;
using Transcribe.Engines.Words;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Alignment;

/// <summary>A segment under construction. Times are in seconds from the window's start, within the window.</summary>
internal sealed class SegmentDraft(TokenSlice slice, int endOfText, int windowLength)
{
    /// <summary>The tokens, timestamps included.</summary>
    public IReadOnlyList<GeneratedToken> AllTokens => slice.Tokens;

    /// <summary>Text tokens only.</summary>
    public IReadOnlyList<GeneratedToken> Tokens { get; } = [.. slice.Tokens.Where(token => token.Id < endOfText)];

    public double Start { get; } = Seconds(slice.Start * TokenSlices.StepSamples, windowLength);

    public double End { get; } = Seconds((slice.End * TokenSlices.StepSamples) ?? windowLength, windowLength);

    /// <summary>Whether any of it lies in the window and not in the padding after it.</summary>
    public bool IsAudible => End > Start;

    /// <summary>The words; empty unless word times are requested.</summary>
    public IList<WordTiming> Words { get; } = [];

    private static double Seconds(int samples, int limit) => (double)Math.Min(samples, limit) / SampleTime.SampleRate;
}
