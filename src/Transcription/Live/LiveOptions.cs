using System.ComponentModel.DataAnnotations;

namespace Transcribe.Transcription.Live;

/// <summary>Limits on live transcription. Section <c>Transcribe:Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Live";

    private const long KiB = 1L << 10;
    private const long MiB = 1L << 20;

    /// <summary>The most concurrent streams, 1 to 10,000; default 64.</summary>
    /// <remarks>Further streams are refused as overloaded.</remarks>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 64;

    /// <summary>The part of these streams that one caller may have while others have none, 0.01 to 1; default 0.5.</summary>
    /// <remarks>It works as <c>Transcribe:Batching:CallerShare</c> does.</remarks>
    [Range(0.01, 1)]
    public double CallerShare { get; set; } = 0.5;

    /// <summary>The longest duration of a stream, 1 s to 7 days; default 4 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(4);

    /// <summary>The longest wait for the next audio of a stream, 100 ms to 1 h; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for the caller to take an answer, 100 ms to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes per second of a stream, averaged over ten seconds, 1 KiB to 1 GiB; default 16 MiB.</summary>
    /// <remarks>Raw PCM of one speaker needs at most 0.4 MB per second. A WebSocket counts all bytes that it receives.</remarks>
    [Range(KiB, 1024 * MiB)]
    public long MaxBytesPerSecond { get; set; } = 16 * MiB;

    /// <summary>The most bytes of audio in one message, 1 KiB to 64 MiB; default 4 MiB.</summary>
    [Range(KiB, 64 * MiB)]
    public int MaxMessageBytes { get; set; } = (int)(4 * MiB);

    /// <summary>The most audio that may wait for processing, 1 s to 10 min; default 1 min.</summary>
    /// <remarks>
    /// A sender that is faster than real time then waits. If the sender is not faster, the machine is too slow, and the call ends as
    /// overloaded.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxBacklog { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A Silero voice activity model (ONNX, version 5 or later); default none.</summary>
    /// <remarks>Without one, speech is every sound well above the noise floor.</remarks>
    public string? VoiceModel { get; set; }
}
