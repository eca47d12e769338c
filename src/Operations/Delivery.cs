namespace Transcribe.Operations;

/// <summary>A webhook in the outbox. Its id and body never change, however often it is tried.</summary>
public sealed record Delivery
{
    /// <summary>The webhook-id: constant over retries.</summary>
    public required string Id { get; init; }

    /// <summary>The operation that ended; it may have been deleted since.</summary>
    public required string OperationId { get; init; }

    public required Uri Uri { get; init; }

    /// <summary>JSON, sent as UTF-8.</summary>
    public required string Body { get; init; }

    public DeliveryState State { get; init; }

    /// <summary>Tries so far, those cut short included. Fences a try's outcome.</summary>
    public int Attempt { get; init; }

    /// <summary>Failed tries so far.</summary>
    public int Failures { get; init; }

    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When it is tried next; for a dead letter, when it died.</summary>
    public DateTimeOffset NextTime { get; init; }

    /// <summary>Why the last try failed; null before the first failure.</summary>
    public string? Error { get; init; }

    /// <summary>Host and port: who is kept waiting when this is slow.</summary>
    internal string Receiver => Uri.Authority;
}

/// <summary>Where a webhook stands. A delivered one is removed.</summary>
public enum DeliveryState
{
    /// <summary>To be tried, now or later.</summary>
    Pending,

    /// <summary>Given up; an operator may resend it.</summary>
    Dead,
}
