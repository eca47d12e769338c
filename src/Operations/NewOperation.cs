using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>A long-running transcription to create.</summary>
public sealed record NewOperation
{
    /// <summary>The audio and how to transcribe it.</summary>
    public required TranscriptionRequest Request { get; init; }

    /// <summary>
    /// The idempotency key: a repeated call with the same key, request and webhook returns the same operation. Null for none.
    /// </summary>
    public string? RequestId { get; init; }

    /// <summary>The webhook to send at the operation's end; null for none.</summary>
    public Webhook? Webhook { get; init; }
}
