namespace Transcribe.Core;

/// <summary>An expected failure: one of <see cref="TranscriptionError"/>, with a message that the caller may see.</summary>
public sealed class TranscriptionException(TranscriptionError error, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public TranscriptionError Error { get; } = error;

    /// <summary>How long the caller should wait before it tries again; null if trying again does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of expected failures.</summary>
public enum TranscriptionError
{
    /// <summary>A field is missing, contradictory or out of its range.</summary>
    InvalidRequest,

    /// <summary>The URL is not http(s), or leads to an address that is not allowed.</summary>
    UrlNotAllowed,

    /// <summary>The URL could not be fetched, or its server answered with another status than 200.</summary>
    FetchFailed,

    /// <summary>The data is not audio, or it is damaged.</summary>
    AudioUnreadable,

    /// <summary>The audio is larger or longer than allowed.</summary>
    AudioTooLarge,

    /// <summary>No configured model has the name.</summary>
    UnknownModel,

    /// <summary>The model does not know the language.</summary>
    UnknownLanguage,

    /// <summary>The model cannot do the task, such as translation on an English-only model.</summary>
    TaskUnsupported,

    /// <summary>The queue is full.</summary>
    Overloaded,

    /// <summary>The model is not loaded yet, or the service is shutting down.</summary>
    NotReady,

    /// <summary>A live stream lasted longer than allowed.</summary>
    StreamTooLong,

    /// <summary>A live stream sent no audio for longer than allowed.</summary>
    StreamIdle,

    /// <summary>A live stream sent more bytes per second than allowed.</summary>
    StreamTooFast,

    /// <summary>The model's output is unusable, for example non-finite logits. Only this request fails.</summary>
    InferenceFailed,
}
