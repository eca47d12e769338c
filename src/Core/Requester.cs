namespace Transcribe.Core;

/// <summary>Identifies a request in a model's queue, which serves requests of the same priority in turn. Compared by reference.</summary>
/// <param name="caller">Whose request it is.</param>
/// <param name="priority">The priority of the request's windows.</param>
public sealed class Requester(Caller caller, WorkPriority priority = WorkPriority.Direct)
{
    /// <summary>The service itself.</summary>
    public static Requester None { get; } = new(Caller.None);

    /// <summary>Whose request it is.</summary>
    public Caller Caller => caller;

    /// <summary>The priority of the request's windows.</summary>
    public WorkPriority Priority => priority;
}
