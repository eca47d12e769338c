using Transcribe.Core;
using Transcribe.Engines.Fallback;

namespace Transcribe.Whisper.Generation;

/// <summary>The tokens of one window and their scores.</summary>
internal sealed record GenerationResult : IAttempt
{
    /// <summary>Generated tokens, timestamps included, end-of-text excluded.</summary>
    public required IReadOnlyList<GeneratedToken> Tokens { get; init; }

    /// <summary>The sum of all log-probabilities, end-of-text included, over tokens + 1: <c>avg_logprob</c> of openai/whisper.</summary>
    public required float MeanLogProbability { get; init; }

    /// <summary>UTF-8 bytes over their zlib size.</summary>
    public required float CompressionRatio { get; init; }

    /// <summary>The temperature at which the tokens were sampled.</summary>
    public required float Temperature { get; init; }

    /// <summary>Whether the limit on tokens ended the text rather than the model.</summary>
    public required bool Truncated { get; init; }

    /// <summary>The language's code from the model's token ("en").</summary>
    public string Language { get; init; } = "";

    /// <summary>Probability of <see cref="Language"/> among the candidates; 1 if it was forced.</summary>
    public float LanguageProbability { get; init; } = 1;

    /// <summary>Probability of the no-speech token at start-of-transcript, 0 to 1.</summary>
    public float NoSpeechProbability { get; init; }

    /// <summary>The reason why the text was rejected, one of <see cref="SuppressionReasons"/>; null if it stands.</summary>
    public string? SuppressionReason { get; init; }

    /// <summary>How many attempts came after the first.</summary>
    public int Fallbacks { get; init; }

    /// <summary>
    /// Start and end of each text token of <see cref="Tokens"/> that a segment keeps, in order, in seconds from the window's start; null
    /// unless requested.
    /// </summary>
    public IReadOnlyList<(float Start, float End)>? TokenTimes { get; init; }
}

/// <summary>A generated token.</summary>
/// <param name="Id">Vocabulary id.</param>
/// <param name="LogProbability">Natural log of its probability after the decoding rules.</param>
internal readonly record struct GeneratedToken(int Id, float LogProbability);
