using Transcribe.Core;

namespace Transcribe.Engines.Fallback;

/// <summary>
/// Chooses the next temperature and the final attempt, like openai/whisper's <c>decode_with_fallback</c>. It differs if every temperature
/// failed: the reference keeps the last attempt, which is the most random; this class keeps the likeliest attempt that is not repetitive.
/// </summary>
/// <param name="thresholds">The thresholds.</param>
/// <param name="temperature">Null for the temperatures 0, 0.2 … 1. A set temperature is the only one, and its text stands unless there was
/// no speech.</param>
internal sealed class FallbackPolicy<TAttempt>(FallbackThresholds thresholds, float? temperature)
    where TAttempt : class, IAttempt
{
    private static readonly float[] Ladder = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];

    private readonly float[] _temperatures = temperature is { } only ? [only] : Ladder;
    private int _tried;

    /// <summary>The temperature of the next attempt.</summary>
    public float Temperature => _temperatures[_tried];

    /// <summary>How many attempts came after the first.</summary>
    public int Fallbacks => Math.Max(0, _tried - 1);

    /// <summary>The best attempt so far; final once <see cref="Settle"/> has returned true.</summary>
    public TAttempt? Outcome { get; private set; }

    /// <summary>Adds a finished attempt; returns false if another attempt is needed.</summary>
    public bool Settle(TAttempt attempt, float noSpeechProbability)
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
        if (noSpeechProbability > thresholds.NoSpeech && Outcome.MeanLogProbability <= thresholds.LogProbability)
            return SuppressionReasons.NoSpeech;
        return temperature is null && IsRepetitive(Outcome) ? SuppressionReasons.Repetition : null;
    }

    private bool NeedsFallback(TAttempt attempt, float noSpeechProbability)
    {
        var unlikely = attempt.MeanLogProbability < thresholds.LogProbability;
        var silent = unlikely && noSpeechProbability > thresholds.NoSpeech;
        return !silent && (unlikely || IsRepetitive(attempt));
    }

    private bool IsBetter(TAttempt attempt, TAttempt other) => IsRepetitive(attempt) == IsRepetitive(other)
        ? attempt.MeanLogProbability > other.MeanLogProbability
        : !IsRepetitive(attempt);

    private bool IsRepetitive(TAttempt attempt) => attempt.CompressionRatio > thresholds.CompressionRatio;
}
