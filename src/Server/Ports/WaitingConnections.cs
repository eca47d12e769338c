namespace Transcribe.Server.Ports;

/// <summary>The connections without a request in progress, by how long they have waited.</summary>
internal sealed class WaitingConnections
{
    private readonly LinkedList<ClientConnection> _silent = [];
    private readonly LinkedList<ClientConnection> _idle = [];

    /// <summary>
    /// The one that has waited longest of those that never sent a request, or else of those whose requests have ended; null if none waits.
    /// </summary>
    public ClientConnection? Longest => (_silent.First ?? _idle.First)?.Value;

    /// <summary>Those that began to wait at a timestamp or before.</summary>
    public IEnumerable<ClientConnection> SinceBefore(long timestamp) =>
        _silent.TakeWhile(connection => connection.WaitsSince <= timestamp)
            .Concat(_idle.TakeWhile(connection => connection.WaitsSince <= timestamp));

    /// <summary>Adds a connection that begins to wait.</summary>
    public void Add(ClientConnection connection, LinkedListNode<ClientConnection> node) =>
        (connection.HasRequested ? _idle : _silent).AddLast(node);

    /// <summary>Removes a connection; nothing happens if it does not wait.</summary>
    public static void Remove(LinkedListNode<ClientConnection> node) => node.List?.Remove(node);
}
