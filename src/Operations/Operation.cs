using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>A long-running transcription, as it was when it was read.</summary>
public sealed record Operation
{
    /// <summary>The beginning of every <see cref="Name"/>.</summary>
    public const string NamePrefix = "operations/";

    /// <summary>A time-ordered UUID (version 7) as 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The owner; see <see cref="Caller.Tenant"/>. Only operators see the operations of others.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who created it.</summary>
    public Caller Caller => Request.Account is { } account ? new Caller(Tenant, account) : Caller.Of(Tenant);

    /// <summary>The resource name, <c>operations/{id}</c>.</summary>
    public string Name => NamePrefix + Id;

    public OperationState State { get; init; }

    /// <summary>Whether <see cref="State"/> is final.</summary>
    public bool Done => State is OperationState.Succeeded or OperationState.Failed or OperationState.Cancelled;

    /// <summary>The request without the bytes of inline audio.</summary>
    public required OperationRequest Request { get; init; }

    /// <summary>See <see cref="Store.StoredJson.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The tenant's idempotency key; null if there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The webhook to send at the end; null for none.</summary>
    public Webhook? Webhook { get; init; }

    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When the first attempt began; null before.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the record last changed. Lease renewals do not count.</summary>
    public DateTimeOffset UpdateTime { get; init; }

    /// <summary>When <see cref="State"/> became final; null before.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>When the record will be removed; null before the end.</summary>
    public DateTimeOffset? ExpireTime { get; init; }

    /// <summary>The number of the current or last attempt, from 1; 0 before the first. It fences the commits of a run.</summary>
    public int Attempt { get; init; }

    /// <summary>The duration of the audio; null while it is unknown.</summary>
    public TimeSpan? AudioDuration { get; init; }

    /// <summary>How much audio the stored segments cover, from its start.</summary>
    public TimeSpan ProcessedDuration { get; init; }

    /// <summary>0 to 99 until the operation succeeds, then 100.</summary>
    public int ProgressPercent => State == OperationState.Succeeded ? 100
        : AudioDuration is { Ticks: > 0 } audio ? (int)Math.Clamp(100 * ProcessedDuration / audio, 0, 99)
        : 0;

    /// <summary>The reason of the failure; set if <see cref="State"/> is <see cref="OperationState.Failed"/>.</summary>
    public OperationFailure? Failure { get; init; }

    /// <summary>The summary of the whole audio; set if <see cref="State"/> is <see cref="OperationState.Succeeded"/>.</summary>
    public TranscriptionSummary? Summary { get; init; }

    /// <summary>Consecutive failed attempts without progress. One whose process died counts if it ran there alone.</summary>
    public int Failures { get; init; }

    /// <summary>Consecutive attempts without progress whose lease expired after the fetch, because their process died.</summary>
    public int Lapses { get; init; }

    /// <summary>The checkpoint where the next attempt continues; null for the start of the audio.</summary>
    public TranscriptionCheckpoint? Resume { get; init; }

    /// <summary>
    /// Whether this version could read the whole stored record. If not, the members that could not be read have default values, an
    /// operation that is done counts as failed, and one that is not done fails when it is claimed.
    /// </summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>The current or last run.</summary>
    public RunId Run => new(Id, Attempt);
}
