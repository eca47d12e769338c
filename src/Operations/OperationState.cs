namespace Transcribe.Operations;

/// <summary>The state of an operation. The last three are final. Stores keep the names.</summary>
public enum OperationState
{
    /// <summary>Waiting for its first or next attempt.</summary>
    Queued,

    /// <summary>Claimed by a run.</summary>
    Running,

    /// <summary>Ended with a summary.</summary>
    Succeeded,

    /// <summary>Ended with a failure.</summary>
    Failed,

    /// <summary>Cancelled by its caller.</summary>
    Cancelled,
}
