using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>A long-running transcription to create.</summary>
public sealed record NewOperation
{
    public required TranscriptionRequest Request { get; init; }

    /// <summary>Idempotency key: the same key with the same request and webhook is the same operation; null for none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Who is told of the end; null for nobody.</summary>
    public Webhook? Webhook { get; init; }
}
