namespace Transcribe.Core;

/// <summary>Identifies a request in a model's queue, which serves requests of the same priority in turn. Compared by reference.</summary>
/// <param name="priority">The priority of the request's windows.</param>
public sealed class Requester(WorkPriority priority = WorkPriority.Direct)
{
    /// <summary>The priority of the request's windows.</summary>
    public WorkPriority Priority => priority;
}
