namespace Transcribe.Engines.Fallback;

/// <summary>A window's text at one temperature.</summary>
internal interface IAttempt
{
    /// <summary>The mean natural log-probability of its tokens: <c>avg_logprob</c> of openai/whisper.</summary>
    float MeanLogProbability { get; }

    /// <summary>UTF-8 bytes over their zlib size.</summary>
    float CompressionRatio { get; }
}
