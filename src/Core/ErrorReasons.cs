namespace Transcribe.Core;

/// <summary>The reasons in <c>google.rpc.ErrorInfo</c>. They are part of the public API.</summary>
public static class ErrorReasons
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "transcribe";

    public const string InvalidRequest = "INVALID_REQUEST";
    public const string UrlMissing = "URL_MISSING";
    public const string UrlNotAllowed = "URL_NOT_ALLOWED";
    public const string FetchFailed = "FETCH_FAILED";
    public const string AudioUnreadable = "AUDIO_UNREADABLE";
    public const string AudioTooLarge = "AUDIO_TOO_LARGE";
    public const string UnknownModel = "UNKNOWN_MODEL";
    public const string ModelUnavailable = "MODEL_UNAVAILABLE";
    public const string UnknownLanguage = "UNKNOWN_LANGUAGE";
    public const string TaskUnsupported = "TASK_UNSUPPORTED";
    public const string SpoolUnavailable = "SPOOL_UNAVAILABLE";
    public const string Overloaded = "OVERLOADED";
    public const string QuotaExceeded = "QUOTA_EXCEEDED";
    public const string StreamTooLong = "STREAM_TOO_LONG";
    public const string StreamIdle = "STREAM_IDLE";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string OriginNotAllowed = "ORIGIN_NOT_ALLOWED";
    public const string CallNotAllowed = "CALL_NOT_ALLOWED";
    public const string NotReady = "NOT_READY";
    public const string OperationNotFound = "OPERATION_NOT_FOUND";
    public const string OperationElsewhere = "OPERATION_ELSEWHERE";
    public const string OperationNotDone = "OPERATION_NOT_DONE";
    public const string RecordUnreadable = "RECORD_UNREADABLE";
    public const string AlreadyExists = "ALREADY_EXISTS";
    public const string StoreUnavailable = "STORE_UNAVAILABLE";
    public const string WebhookNotDefined = "WEBHOOK_NOT_DEFINED";
    public const string Unimplemented = "UNIMPLEMENTED";
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string Cancelled = "CANCELLED";
    public const string Internal = "INTERNAL";

    /// <summary>Returns the reason of a kind of failure. Calls, operations and webhooks all use this map.</summary>
    public static string Of(TranscriptionError error) => error switch
    {
        TranscriptionError.InvalidRequest => InvalidRequest,
        TranscriptionError.UrlNotAllowed => UrlNotAllowed,
        TranscriptionError.FetchFailed => FetchFailed,
        TranscriptionError.AudioUnreadable => AudioUnreadable,
        TranscriptionError.AudioTooLarge => AudioTooLarge,
        TranscriptionError.UnknownModel => UnknownModel,
        TranscriptionError.UnknownLanguage => UnknownLanguage,
        TranscriptionError.TaskUnsupported => TaskUnsupported,
        TranscriptionError.SpoolUnavailable => SpoolUnavailable,
        TranscriptionError.Overloaded => Overloaded,
        TranscriptionError.StreamTooLong => StreamTooLong,
        TranscriptionError.StreamIdle => StreamIdle,
        TranscriptionError.StreamTooFast => QuotaExceeded,
        TranscriptionError.NotReady => NotReady,
        TranscriptionError.ModelUnavailable => ModelUnavailable,
        TranscriptionError.InferenceFailed => Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "No reason is defined for this error"),
    };
}
