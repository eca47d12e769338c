using Transcribe.Core;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// Chooses the next temperature and the final attempt, like openai/whisper's <c>decode_with_fallback</c>. It differs if every temperature
/// failed: the reference keeps the last attempt, which is the most random; this class keeps the likeliest attempt that is not repetitive.
/// </summary>
/// <param name="config">The thresholds.</param>
/// <param name="temperature">Null for the temperatures 0, 0.2 … 1. A set temperature is the only one, and its text stands unless there was
/// no speech.</param>
internal sealed class FallbackPolicy(GenerationConfig config, float? temperature)
{
    private static readonly float[] Ladder = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];

    private readonly float[] _temperatures = temperature is { } only ? [only] : Ladder;
    private int _tried;

    /// <summary>The temperature of the next attempt.</summary>
    public float Temperature => _temperatures[_tried];

    /// <summary>The best attempt so far; final once <see cref="Settle"/> has returned true.</summary>
    public GenerationResult? Outcome { get; private set; }

    /// <summary>Adds a finished attempt; returns false if another attempt is needed.</summary>
    public bool Settle(GenerationResult attempt, float noSpeechProbability)
    {
        _tried++;
        var good = !NeedsFallback(attempt, noSpeechProbability);
        if (good || Outcome is null || IsBetter(attempt, Outcome))
            Outcome = attempt;
        return good || _tried == _temperatures.Length;
    }

    /// <summary>The reason why the outcome's text is rejected, one of <see cref="SuppressionReasons"/>; null if it stands.</summary>
    public string? SuppressionReason(float noSpeechProbability)
    {
        if (Outcome is null)
            return null;
        if (noSpeechProbability > config.NoSpeechThreshold && Outcome.MeanLogProbability <= config.LogProbabilityThreshold)
            return SuppressionReasons.NoSpeech;
        return temperature is null && IsRepetitive(Outcome) ? SuppressionReasons.Repetition : null;
    }

    private bool NeedsFallback(GenerationResult attempt, float noSpeechProbability)
    {
        var unlikely = attempt.MeanLogProbability < config.LogProbabilityThreshold;
        var silent = unlikely && noSpeechProbability > config.NoSpeechThreshold;
        return !silent && (unlikely || IsRepetitive(attempt));
    }

    private bool IsBetter(GenerationResult attempt, GenerationResult other) => IsRepetitive(attempt) == IsRepetitive(other)
        ? attempt.MeanLogProbability > other.MeanLogProbability
        : !IsRepetitive(attempt);

    private bool IsRepetitive(GenerationResult attempt) => attempt.CompressionRatio > config.CompressionRatioThreshold;
}
