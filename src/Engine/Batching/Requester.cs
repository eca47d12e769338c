namespace Transcribe.Engine.Batching;

/// <summary>A request in the queue's eyes: requests of one priority take turns. Known by identity.</summary>
internal sealed class Requester(WorkPriority priority = WorkPriority.Direct)
{
    public WorkPriority Priority => priority;
}
