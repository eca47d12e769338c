namespace Transcribe.Operations.Store;

/// <summary>
/// The changes that the processes of one store tell each other, so that none waits for its next poll. A change that gets lost delays work
/// until the poll.
/// </summary>
public interface IChangeFeed
{
    /// <summary>
    /// Raised after a change of this process was stored, with the name of the change: letters, digits and hyphens. It must return at once.
    /// </summary>
    event Action<string>? Changed;

    /// <summary>Wakes what waits here for a change of another process.</summary>
    /// <param name="change">The name as the other process raised it. An unknown one does no harm.</param>
    void Receive(string change);

    /// <summary>Wakes everything that waits here: changes may have been missed.</summary>
    void ReceiveAll();
}
