namespace Transcribe.Operations;

/// <summary>Where an operation is in its life. The last three are final.</summary>
public enum OperationState
{
    /// <summary>Waiting for its turn, for the first time or again.</summary>
    Queued,

    /// <summary>Held by a run.</summary>
    Running,

    /// <summary>Ended with a summary.</summary>
    Succeeded,

    /// <summary>Ended with a failure.</summary>
    Failed,

    /// <summary>Ended by its caller.</summary>
    Cancelled,
}
