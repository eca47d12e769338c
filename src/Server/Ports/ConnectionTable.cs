using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.Server.Ports;

/// <summary>
/// Holds the connections of the port to a number that the process has file descriptors for. When it is full, a new connection replaces the
/// one that has waited longest for a first request, or else for another request. If all are busy, the new one is closed.
/// </summary>
/// <param name="most">The most connections.</param>
/// <param name="mostPerAddress">The most connections of one address. Loopback, where proxies run, is exempt.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionTable(int most, int mostPerAddress, TimeProvider time)
{
    private const int Ipv6PrefixBytes = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Peer> _peers = [];
    private readonly WaitingConnections _waiting = new();
    private int _count;

    /// <summary>The number of connections.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Counts each connection before anything of it is read.</summary>
    public ConnectionDelegate Admit(ConnectionDelegate next) => async transport =>
    {
        if (Enter(transport) is not { } connection)
        {
            transport.Abort(new ConnectionAbortedException("The server has no room for a further connection"));
            return;
        }
        transport.Features.Set(connection);
        try
        {
            await next(transport);
        }
        finally
        {
            Leave(connection);
        }
    };

    /// <summary>Notes that a request of the connection has begun.</summary>
    public void BeginRequest(ClientConnection connection)
    {
        lock (_gate)
        {
            if (connection.Requests++ == 0)
                StopWaiting(connection);
        }
    }

    /// <summary>Notes that a request of the connection has ended.</summary>
    public void EndRequest(ClientConnection connection)
    {
        lock (_gate)
        {
            connection.HasRequested = true;
            if (--connection.Requests == 0 && !connection.HasLeft)
                Wait(connection);
        }
    }

    /// <summary>
    /// Ends the connections that have waited for a request for at least this long: in good order, which tells the client not to send
    /// another, or by force if they were asked before.
    /// </summary>
    public void EndIdle(TimeSpan limit)
    {
        var before = time.GetTimestamp() - (long)(limit.TotalSeconds * time.TimestampFrequency);
        ClientConnection[] late;
        lock (_gate)
            late = [.. _waiting.SinceBefore(before)];
        foreach (var connection in late)
        {
            // It counts as asked even if that fails; otherwise it would be asked, and fail, before the others in every pass.
            var wasAsked = connection.IsEnding;
            connection.IsEnding = true;
            if (wasAsked)
                connection.Transport.Abort(new ConnectionAbortedException("The connection was idle"));
            else
                connection.Transport.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
        }
    }

    private ClientConnection? Enter(ConnectionContext transport)
    {
        ClientConnection? replaced = null;
        var connection = new ClientConnection(transport, Network(transport));
        lock (_gate)
        {
            var peer = _peers.GetValueOrDefault(connection.Network);
            var isPeerFull = peer?.Count >= mostPerAddress && !IPAddress.IsLoopback(connection.Network);
            if (isPeerFull || _count >= most)
            {
                replaced = (isPeerFull ? peer!.Waiting : _waiting).Longest;
                if (replaced is null)
                    return null;
                Remove(replaced);
            }
            if (!_peers.TryGetValue(connection.Network, out peer))
                _peers.Add(connection.Network, peer = new Peer());
            peer.Count++;
            _count++;
            Wait(connection);
        }
        replaced?.Transport.Abort(new ConnectionAbortedException("Another connection took the place"));
        return connection;
    }

    private void Leave(ClientConnection connection)
    {
        lock (_gate)
            Remove(connection);
    }

    private void Remove(ClientConnection connection)
    {
        if (connection.HasLeft)
            return;
        connection.HasLeft = true;
        StopWaiting(connection);
        _count--;
        if (--_peers[connection.Network].Count == 0)
            _peers.Remove(connection.Network);
    }

    private void Wait(ClientConnection connection)
    {
        connection.WaitsSince = time.GetTimestamp();
        _waiting.Add(connection, connection.InAll);
        _peers[connection.Network].Waiting.Add(connection, connection.InPeer);
    }

    private static void StopWaiting(ClientConnection connection)
    {
        WaitingConnections.Remove(connection.InAll);
        WaitingConnections.Remove(connection.InPeer);
    }

    /// <summary>The address of the peer; for IPv6 its network of 64 bits, which one host has to itself.</summary>
    private static IPAddress Network(ConnectionContext transport)
    {
        if (transport.RemoteEndPoint is not IPEndPoint { Address: var address })
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6PrefixBytes).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The connections of one address.</summary>
    private sealed class Peer
    {
        public int Count { get; set; }

        public WaitingConnections Waiting { get; } = new();
    }
}
