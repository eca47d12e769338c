namespace Transcribe.Core;

/// <summary>The priority of a window, highest first. A model takes windows of one level only while none of a higher level waits.</summary>
public enum WorkPriority
{
    /// <summary>The final text of a live utterance that has ended.</summary>
    LiveFinal,

    /// <summary>Interim results of live audio. Under load fewer are produced.</summary>
    LiveInterim,

    /// <summary>A call whose caller waits for the answer.</summary>
    Direct,

    /// <summary>Work that nobody waits for. Its submitter bounds it, so it is never refused as overload.</summary>
    Background,
}
