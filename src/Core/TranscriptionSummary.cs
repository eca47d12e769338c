namespace Transcribe.Core;

/// <summary>The summary of a whole transcription.</summary>
/// <param name="LanguageCode">BCP-47; the first detected language. Empty if no speech was found.</param>
/// <param name="Coverage">How much of the audio was transcribed.</param>
/// <param name="Timings">The duration of each stage.</param>
public sealed record TranscriptionSummary(string LanguageCode, Coverage Coverage, Timings Timings);

/// <summary>The audio by outcome: <c>Audio = Transcribed + Suppressed + Silent</c>.</summary>
public sealed record Coverage(
    TimeSpan Audio,
    TimeSpan Transcribed,
    TimeSpan Suppressed,
    TimeSpan Silent,
    IReadOnlyList<Suppression> Suppressions);

/// <summary>Audio whose text was rejected.</summary>
/// <param name="Start">From the start of the audio.</param>
/// <param name="End">From the start of the audio.</param>
/// <param name="Reason">One of <see cref="SuppressionReasons"/>.</param>
public sealed record Suppression(TimeSpan Start, TimeSpan End, string Reason);

/// <summary>The reasons for rejecting a window's text.</summary>
public static class SuppressionReasons
{
    /// <summary>
    /// No speech: the no-speech probability is above its threshold and the mean log-probability is below its threshold, or there is no
    /// text.
    /// </summary>
    public const string NoSpeech = "no-speech";

    /// <summary>Repeated text: the compression ratio is above its threshold at every temperature.</summary>
    public const string Repetition = "repetition";
}

/// <summary>The duration of each stage. Stages overlap, so their sum can exceed the wall time.</summary>
/// <param name="Queued">The wait for a batch slot, summed over windows.</param>
/// <param name="Fetched">The fetch of the URL.</param>
/// <param name="Decoded">The wait for decoded audio.</param>
/// <param name="Inferred">The time in a batch slot, summed over windows.</param>
/// <param name="RealTimeFactor">Wall time divided by audio duration; 0 for empty audio.</param>
public sealed record Timings(TimeSpan Queued, TimeSpan Fetched, TimeSpan Decoded, TimeSpan Inferred, double RealTimeFactor);
