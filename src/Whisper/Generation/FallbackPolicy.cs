using Transcribe.Core;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// Which temperature to try next, and which attempt stands: openai/whisper's <c>decode_with_fallback</c>. It differs where every temperature failed: there the
/// reference keeps the last attempt, which is the most random; this keeps the likeliest that does not repeat itself.
/// </summary>
/// <param name="config">The thresholds.</param>
/// <param name="temperature">Null: 0, 0.2 … 1. Set: that one, whose text stands unless there was no speech.</param>
internal sealed class FallbackPolicy(GenerationConfig config, float? temperature)
{
    private static readonly float[] Ladder = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];

    private readonly float[] _temperatures = temperature is { } only ? [only] : Ladder;
    private int _tried;

    /// <summary>What to sample the next attempt at.</summary>
    public float Temperature => _temperatures[_tried];

    /// <summary>The attempt that stands; meaningful once <see cref="Settle"/> has returned true.</summary>
    public GenerationResult? Outcome { get; private set; }

    /// <summary>Takes a finished attempt; false when another is to be made.</summary>
    public bool Settle(GenerationResult attempt, float noSpeechProbability)
    {
        _tried++;
        var good = !NeedsFallback(attempt, noSpeechProbability);
        if (good || Outcome is null || IsBetter(attempt, Outcome))
            Outcome = attempt;
        return good || _tried == _temperatures.Length;
    }

    /// <summary>Why the outcome's text is rejected: one of <see cref="SuppressionReasons"/>, or null when it stands.</summary>
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
