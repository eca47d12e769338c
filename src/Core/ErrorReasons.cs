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
    public const string UnknownLanguage = "UNKNOWN_LANGUAGE";
    public const string TaskUnsupported = "TASK_UNSUPPORTED";
    public const string Overloaded = "OVERLOADED";
    public const string QuotaExceeded = "QUOTA_EXCEEDED";
    public const string StreamTooLong = "STREAM_TOO_LONG";
    public const string StreamIdle = "STREAM_IDLE";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string NotReady = "NOT_READY";
    public const string OperationNotFound = "OPERATION_NOT_FOUND";
    public const string AlreadyExists = "ALREADY_EXISTS";
    public const string StoreUnavailable = "STORE_UNAVAILABLE";
    public const string WebhookNotDefined = "WEBHOOK_NOT_DEFINED";
    public const string Unimplemented = "UNIMPLEMENTED";
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string Cancelled = "CANCELLED";
    public const string Internal = "INTERNAL";
}
