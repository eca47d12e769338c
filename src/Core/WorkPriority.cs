namespace Transcribe.Core;

/// <summary>
/// The priority of a window, highest first. A model takes a window of one level only if no window of a higher level waits.
/// </summary>
public enum WorkPriority
{
    /// <summary>The final text of a live utterance that has ended.</summary>
    LiveFinal,

    /// <summary>Interim results of live audio. The service produces fewer of them under load.</summary>
    LiveInterim,

    /// <summary>A call whose caller waits for the answer.</summary>
    Direct,

    /// <summary>Work without a waiting caller. Its submitter limits it, so the service never refuses it as overloaded.</summary>
    Background,
}
