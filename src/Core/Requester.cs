namespace Transcribe.Core;

/// <summary>Identifies a request in a model's queue: requests of one priority take turns. Compared by reference.</summary>
/// <param name="priority">The priority of all its windows.</param>
public sealed class Requester(WorkPriority priority = WorkPriority.Direct)
{
    /// <summary>The priority of all its windows.</summary>
    public WorkPriority Priority => priority;
}
