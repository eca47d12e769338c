namespace Transcribe.Operations;

/// <summary>An error of a call about operations. Its message may be shown to the caller.</summary>
public sealed class OperationException(OperationError error, string message) : Exception(message)
{
    /// <summary>The kind of error.</summary>
    public OperationError Error { get; } = error;

    /// <summary>How long to wait before a new attempt; null if a retry makes no sense.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of these errors.</summary>
public enum OperationError
{
    /// <summary>There is no operation or dead letter with this id.</summary>
    NotFound,

    /// <summary>An operation with this id could only be in the memory of another server.</summary>
    Elsewhere,

    /// <summary>The idempotency key was used for another request.</summary>
    AlreadyExists,

    /// <summary>The tenant has too many operations that are not done, or too much inline audio in them.</summary>
    QuotaExceeded,

    /// <summary>A stored segment cannot be read by this version of the program.</summary>
    Unreadable,

    /// <summary>A webhook address, page size, page token or filter is not valid.</summary>
    InvalidArgument,
}
