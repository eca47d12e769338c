namespace Transcribe.Operations.Webhooks;

/// <summary>How a try ended.</summary>
internal abstract record DeliveryResult
{
    /// <summary>2xx.</summary>
    public sealed record Delivered : DeliveryResult;

    /// <summary>Anything else.</summary>
    /// <param name="Reason">For the operator; names no path or query.</param>
    /// <param name="RetryAfter">The shortest wait that the receiver asks for.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null) : DeliveryResult;

    /// <summary>410: the receiver wants no more.</summary>
    public sealed record Refused(string Reason) : DeliveryResult;
}
