namespace Transcribe.Core;

/// <summary>The summary of a whole transcription. It follows the last segment.</summary>
/// <param name="LanguageCode">BCP-47, the first language detected; empty if no speech was found.</param>
/// <param name="Coverage">Where every second of the audio went.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record TranscriptionSummary(string LanguageCode, Coverage Coverage, Timings Timings);

/// <summary>Where every second of the audio went: <c>Audio = Transcribed + Suppressed + Silent</c>.</summary>
public sealed record Coverage(TimeSpan Audio, TimeSpan Transcribed, TimeSpan Suppressed, TimeSpan Silent, IReadOnlyList<Suppression> Suppressions);

/// <summary>Audio that the model transcribed but whose text was rejected.</summary>
/// <param name="Start">From the start of the audio.</param>
/// <param name="End">From the start of the audio.</param>
/// <param name="Reason">One of <see cref="SuppressionReasons"/>.</param>
public sealed record Suppression(TimeSpan Start, TimeSpan End, string Reason);

/// <summary>Why a window's text was rejected.</summary>
public static class SuppressionReasons
{
    /// <summary>The model heard no speech: no-speech probability above, and mean log-probability below, their thresholds, or no text at all.</summary>
    public const string NoSpeech = "no-speech";

    /// <summary>The text repeated itself at every temperature: its compression ratio was above the threshold.</summary>
    public const string Repetition = "repetition";
}

/// <summary>Where the time went. Stages overlap, so their sum may exceed the wall time.</summary>
/// <param name="Queued">Waiting for a batch slot, summed over windows.</param>
/// <param name="Fetched">Fetching the URL.</param>
/// <param name="Decoded">Decoding audio to PCM.</param>
/// <param name="Inferred">In a batch slot, summed over windows.</param>
/// <param name="RealTimeFactor">Wall seconds per second of audio; 0 for empty audio.</param>
public sealed record Timings(TimeSpan Queued, TimeSpan Fetched, TimeSpan Decoded, TimeSpan Inferred, double RealTimeFactor);
