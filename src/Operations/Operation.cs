using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>A long-running transcription as it stood when it was read.</summary>
public sealed record Operation
{
    /// <summary>What <see cref="Name"/> begins with.</summary>
    public const string NamePrefix = "operations/";

    /// <summary>32 hexadecimal digits, in order of creation.</summary>
    public required string Id { get; init; }

    /// <summary>The resource name, <c>operations/{id}</c>.</summary>
    public string Name => NamePrefix + Id;

    public OperationState State { get; init; }

    /// <summary>Whether <see cref="State"/> is final.</summary>
    public bool Done => State is OperationState.Succeeded or OperationState.Failed or OperationState.Cancelled;

    /// <summary>What was asked for, without the audio's bytes.</summary>
    public required OperationRequest Request { get; init; }

    /// <summary>SHA-256 of the canonical request, in hexadecimal digits: equal for equal requests.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The caller's idempotency key; null when there was none, or when the operation was deleted.</summary>
    public string? RequestId { get; init; }

    /// <summary>Who is told of the end; null for nobody.</summary>
    public Webhook? Webhook { get; init; }

    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When the first run began; null before.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the record last changed, lease renewals aside.</summary>
    public DateTimeOffset UpdateTime { get; init; }

    /// <summary>When <see cref="State"/> became final; null before.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>When the record will be removed; null before its end.</summary>
    public DateTimeOffset? ExpireTime { get; init; }

    /// <summary>Number of the present or last run, from 1; 0 before the first. Every commit of a run is fenced by it.</summary>
    public int Attempt { get; init; }

    /// <summary>Length of the audio; null while it is not known.</summary>
    public TimeSpan? AudioDuration { get; init; }

    /// <summary>How much audio the stored segments cover, from its start.</summary>
    public TimeSpan ProcessedDuration { get; init; }

    /// <summary>0 to 100; 100 on success alone.</summary>
    public int ProgressPercent => State == OperationState.Succeeded ? 100
        : AudioDuration is { Ticks: > 0 } audio ? (int)Math.Clamp(100 * ProcessedDuration / audio, 0, 99)
        : 0;

    /// <summary>Why it failed; set when <see cref="State"/> is <see cref="OperationState.Failed"/>.</summary>
    public OperationFailure? Failure { get; init; }

    /// <summary>What is said of the whole; set when <see cref="State"/> is <see cref="OperationState.Succeeded"/>.</summary>
    public TranscriptionSummary? Summary { get; init; }

    /// <summary>Runs in a row that ended by a fault without storing a window.</summary>
    internal int Failures { get; init; }

    /// <summary>Where the next run goes on; null at the start of the audio.</summary>
    internal TranscriptionCheckpoint? Resume { get; init; }

    internal RunId Run => new(Id, Attempt);
}
