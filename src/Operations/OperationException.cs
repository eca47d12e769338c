namespace Transcribe.Operations;

/// <summary>A caller's mistake; its message may be shown to the caller.</summary>
public sealed class OperationException(OperationError error, string message) : Exception(message)
{
    /// <summary>What was wrong.</summary>
    public OperationError Error { get; } = error;
}

/// <summary>The closed set of callers' mistakes.</summary>
public enum OperationError
{
    /// <summary>No operation, or no dead letter, has the name.</summary>
    NotFound,

    /// <summary>The idempotency key belongs to another request.</summary>
    AlreadyExists,

    /// <summary>A webhook address, page size, page token or filter is not valid.</summary>
    InvalidArgument,
}
