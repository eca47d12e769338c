using System.ComponentModel.DataAnnotations;

namespace Transcribe.Transcription.Live;

/// <summary>Limits on live transcription. Section <c>Transcribe:Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>Where these options are configured.</summary>
    public const string Section = "Transcribe:Live";

    private const long KiB = 1L << 10;
    private const long MiB = 1L << 20;

    /// <summary>Streams at once, 1 to 10,000; the next one is refused as overloaded. Default 64.</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 64;

    /// <summary>Longest life of a stream, 1 s to 7 days; default 4 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Longest wait for the next audio of a stream, 100 ms to 1 h; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the caller to take an answer, 100 ms to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a stream may send a second, over ten seconds, 1 KiB to 1 GiB; default 16 MiB. The most that raw PCM of one speaker needs is 0.4 MB.</summary>
    [Range(KiB, 1024 * MiB)]
    public long MaxBytesPerSecond { get; set; } = 16 * MiB;

    /// <summary>Most bytes of audio in one message, 1 KiB to 64 MiB; default 4 MiB.</summary>
    [Range(KiB, 64 * MiB)]
    public int MaxMessageBytes { get; set; } = (int)(4 * MiB);

    /// <summary>
    /// Audio that may wait to be listened to, 1 s to 10 min; default 1 min. A sender that is ahead of the clock is made to wait there; one that is not meets a machine that
    /// cannot keep up, and its call ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxBacklog { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A Silero voice activity model (ONNX, version 5 or later) to tell speech by; default none, and then speech is what stands out of the noise floor.</summary>
    public string? VoiceModel { get; set; }
}
