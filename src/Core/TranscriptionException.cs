namespace Transcribe.Core;

/// <summary>An expected failure of a transcription. The message may be shown to the caller.</summary>
public sealed class TranscriptionException(TranscriptionError error, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public TranscriptionError Error { get; } = error;

    /// <summary>The delay before a retry; null if a retry does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The kinds of expected failures.</summary>
public enum TranscriptionError
{
    /// <summary>A field is missing, out of range or in conflict with another field.</summary>
    InvalidRequest,

    /// <summary>The URL is not http or https, or its address is not allowed.</summary>
    UrlNotAllowed,

    /// <summary>The URL could not be fetched, or the server's status was not 200.</summary>
    FetchFailed,

    /// <summary>The data is not audio, or it is corrupt.</summary>
    AudioUnreadable,

    /// <summary>The audio is larger or longer than allowed.</summary>
    AudioTooLarge,

    /// <summary>No configured model has the name.</summary>
    UnknownModel,

    /// <summary>The model does not support the language.</summary>
    UnknownLanguage,

    /// <summary>The model does not support the task, e.g. translation with an English-only model.</summary>
    TaskUnsupported,

    /// <summary>Audio cannot be spooled at the moment, for example because the disk is full.</summary>
    SpoolUnavailable,

    /// <summary>The queue is full.</summary>
    Overloaded,

    /// <summary>The model is not loaded yet, or the service is shutting down.</summary>
    NotReady,

    /// <summary>A model that is configured cannot be loaded.</summary>
    ModelUnavailable,

    /// <summary>A live stream lasted longer than allowed.</summary>
    StreamTooLong,

    /// <summary>A live stream sent no audio, or its updates were not read, for longer than allowed.</summary>
    StreamIdle,

    /// <summary>A live stream sent more bytes per second than allowed.</summary>
    StreamTooFast,

    /// <summary>The model's output is unusable, e.g. non-finite logits. Other requests are not affected.</summary>
    InferenceFailed,
}
