using Transcribe.Engines.Fallback;
using Whisper.net;

namespace Transcribe.WhisperCpp.Windows;

/// <summary>A window's text at one temperature.</summary>
/// <param name="Segments">As whisper.cpp returns them; none if it found no speech.</param>
/// <param name="Temperature">The temperature at which the tokens were sampled.</param>
internal sealed record WindowAttempt(IReadOnlyList<SegmentData> Segments, float Temperature) : IAttempt
{
    /// <inheritdoc/>
    public float MeanLogProbability { get; } =
        Segments.SelectMany(segment => segment.Tokens).Select(token => token.ProbabilityLog).DefaultIfEmpty().Average();

    /// <inheritdoc/>
    public float CompressionRatio { get; } =
        Engines.Fallback.CompressionRatio.Of(string.Concat(Segments.Select(segment => segment.Text)).Trim());

    /// <summary>The least no-speech probability of its segments; 1 if there are none.</summary>
    public float NoSpeechProbability { get; } = Segments.Select(segment => segment.NoSpeechProbability).DefaultIfEmpty(1).Min();
}
