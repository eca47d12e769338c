namespace Transcribe.Operations.Webhooks;

/// <summary>The result of a delivery attempt.</summary>
internal abstract record DeliveryResult
{
    /// <summary>Status 2xx.</summary>
    public sealed record Delivered : DeliveryResult;

    /// <summary>Any other status, or no response.</summary>
    /// <param name="Reason">For the operator. Contains no path or query.</param>
    /// <param name="RetryAfter">The receiver's Retry-After header; null if there is none.</param>
    /// <param name="TimedOut">Whether the receiver took the whole time of the attempt.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool TimedOut = false) : DeliveryResult;

    /// <summary>Status 410: the receiver wants no further attempt.</summary>
    public sealed record Refused(string Reason) : DeliveryResult;
}
