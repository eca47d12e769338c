using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>What a watcher of an operation sees: its segments in order, each once, progress in between, and its end last.</summary>
public abstract record WatchEvent
{
    private WatchEvent()
    {
    }

    /// <summary>The next segment.</summary>
    public sealed record SegmentStored(Segment Segment) : WatchEvent;

    /// <summary>The operation moved on.</summary>
    public sealed record Progressed(Operation Operation) : WatchEvent;

    /// <summary>The operation is done; no event follows.</summary>
    public sealed record Ended(Operation Operation) : WatchEvent;
}
