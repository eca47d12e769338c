namespace Transcribe.Engine.Generation;

/// <summary>What a model made of one window.</summary>
public sealed record WindowTranscript
{
    /// <summary>Language code, as the model's token names it ("en").</summary>
    public required string Language { get; init; }

    /// <summary>Probability of <see cref="Language"/> among the candidates; 1 when it was forced.</summary>
    public required float LanguageProbability { get; init; }

    /// <summary>Probability of the no-speech token at start-of-transcript, 0 to 1.</summary>
    public required float NoSpeechProbability { get; init; }

    /// <summary>Generated tokens, timestamps included, end-of-text excluded.</summary>
    public required IReadOnlyList<GeneratedToken> Tokens { get; init; }

    /// <summary>Sum of log-probabilities, end-of-text's included, over tokens + 1, as openai/whisper's <c>avg_logprob</c>.</summary>
    public required float MeanLogProbability { get; init; }

    /// <summary>UTF-8 bytes over their zlib size.</summary>
    public required float CompressionRatio { get; init; }

    /// <summary>The temperature these tokens were sampled at.</summary>
    public required float Temperature { get; init; }

    /// <summary>Whether the token cap ended the text rather than the model.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Null when the text stands, else why it was rejected: one of <see cref="SuppressionReasons"/>.</summary>
    public string? SuppressionReason { get; init; }

    /// <summary>
    /// For each text token of <see cref="Tokens"/> that a segment keeps, in order, its start and end in seconds from the window's start;
    /// null when not asked for.
    /// </summary>
    public IReadOnlyList<(float Start, float End)>? TokenTimes { get; init; }
}

/// <summary>A generated token.</summary>
/// <param name="Id">Vocabulary id.</param>
/// <param name="LogProbability">Natural log of its probability after the decoding rules.</param>
public readonly record struct GeneratedToken(int Id, float LogProbability);
