using Transcribe.Core;

namespace Transcribe.Engines.Fallback;

/// <summary>When an attempt is not good enough. The defaults are those of openai/whisper's <c>transcribe</c>.</summary>
/// <param name="LogProbability">The mean token log-probability below which the next temperature is tried.</param>
/// <param name="CompressionRatio">The ratio of UTF-8 bytes to their zlib size above which the next temperature is tried.</param>
/// <param name="NoSpeech">The no-speech probability above which a window with a low log-probability is silent.</param>
internal sealed record FallbackThresholds(float LogProbability = -1, float CompressionRatio = 2.4f, float NoSpeech = 0.6f)
{
    /// <summary>The thresholds with those that the operator has set for a model.</summary>
    public FallbackThresholds With(ModelSettings settings) => new(
        settings.LogProbabilityThreshold ?? LogProbability,
        settings.CompressionRatioThreshold ?? CompressionRatio,
        settings.NoSpeechThreshold ?? NoSpeech);
}
