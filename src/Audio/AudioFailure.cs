using System.Globalization;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>The errors of this project, with messages for the caller. No message names a local path or a resolved address.</summary>
internal static class AudioFailure
{
    // Most fetches take seconds, and so does a shortage of memory that ended a decoder.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static TranscriptionException Unreadable(string message) => new(TranscriptionError.AudioUnreadable, message);

    public static TranscriptionException Empty() => Unreadable("The audio is empty");

    public static TranscriptionException NoTrack(int track) =>
        new(TranscriptionError.InvalidRequest, $"The audio has no track {track}; tracks are numbered from 0");

    public static TranscriptionException TooLarge(long limit) =>
        new(TranscriptionError.AudioTooLarge, $"The audio is larger than the limit of {LimitText.Bytes(limit)}");

    public static TranscriptionException TooLong(TimeSpan limit) =>
        new(TranscriptionError.AudioTooLarge, $"The audio is longer than the limit of {LimitText.Duration(limit)}");

    public static TranscriptionException TooManyChannels(int channels) =>
        Unreadable($"The audio has {channels} channels; at most {PcmLayout.MaxChannels} are accepted");

    public static TranscriptionException RateTooLow(int rate) =>
        Unreadable($"The audio has a sample rate of {rate} Hz; at least {PcmLayout.LeastFileSampleRate} Hz is accepted");

    public static TranscriptionException TooDense(double limit) => new(
        TranscriptionError.AudioTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The audio is longer than the limit of {limit} s for each kilobyte of its file"));

    public static TranscriptionException DecodedTooSlowly(TimeSpan limit) =>
        Unreadable($"The audio could not be decoded within {LimitText.Duration(limit)}");

    /// <summary>The decoder was stopped from outside. The audio may be sound, so a retry may succeed.</summary>
    public static TranscriptionException DecoderStopped() =>
        new(TranscriptionError.Overloaded, "The service stopped the audio decoder, for example because memory was short")
        {
            RetryAfter = RetryAfter,
        };

    public static TranscriptionException NotSpooled(Exception fault) =>
        new(TranscriptionError.SpoolUnavailable, "The service cannot store audio at the moment", fault);

    public static TranscriptionException NotAllowed(string message) => new(TranscriptionError.UrlNotAllowed, message);

    public static TranscriptionException TooManyFetches(string whose, int limit) =>
        new(TranscriptionError.Overloaded, $"Too many fetches {whose}in progress (limit {limit})") { RetryAfter = RetryAfter };

    public static TranscriptionException FetchFailed(string what, Exception? inner = null) =>
        new(TranscriptionError.FetchFailed, $"Could not fetch audio file ({what})", inner);

    /// <summary>
    /// The error of a host name that does not exist and of one that leads to a refused address. A caller cannot tell them apart, and so
    /// cannot find out the names of a private network.
    /// </summary>
    public static TranscriptionException NoPublicAddress(Exception? inner = null) =>
        FetchFailed("the host name has no public address", inner);
}
