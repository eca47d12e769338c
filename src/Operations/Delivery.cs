namespace Transcribe.Operations;

/// <summary>A webhook in the outbox. All attempts send the same id and body.</summary>
public sealed record Delivery
{
    /// <summary>The <c>webhook-id</c> header.</summary>
    public required string Id { get; init; }

    /// <summary>The owner of the operation; it decides on the secrets that sign.</summary>
    public required string Tenant { get; init; }

    /// <summary>The operation that ended. It may have been deleted since.</summary>
    public required string OperationId { get; init; }

    /// <summary>The receiver's address.</summary>
    public required Uri Uri { get; init; }

    /// <summary>JSON, sent as UTF-8.</summary>
    public required string Body { get; init; }

    public DeliveryState State { get; init; }

    /// <summary>Attempts so far, including those that did not end. It fences the outcome of an attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public int Failures { get; init; }

    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When the next attempt is due. For a dead letter: when it was given up.</summary>
    public DateTimeOffset NextTime { get; init; }

    /// <summary>Why the last attempt failed; null before the first failure.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the last attempt of its tenant at the receiver had timed out when it was claimed.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether this version could read the whole stored record. If not, it becomes a dead letter when it is claimed.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>Host and port. Limits on concurrent attempts apply per receiver.</summary>
    public string Receiver => Uri.Authority;
}

/// <summary>The state of a delivery. Delivered ones are removed. Stores keep the names.</summary>
public enum DeliveryState
{
    /// <summary>Waiting for its next attempt.</summary>
    Pending,

    /// <summary>Given up. An operator can resend it.</summary>
    Dead,
}
