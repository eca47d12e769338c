using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>An event of an operation: each segment once and in order, progress in between, and the end as the last event.</summary>
public abstract record WatchEvent
{
    private WatchEvent()
    {
    }

    /// <summary>The next segment.</summary>
    public sealed record SegmentStored(Segment Segment) : WatchEvent;

    /// <summary>The state, the attempt or the progress changed.</summary>
    public sealed record Progressed(Operation Operation) : WatchEvent;

    /// <summary>The operation is done. No event follows.</summary>
    public sealed record Ended(Operation Operation) : WatchEvent;
}
