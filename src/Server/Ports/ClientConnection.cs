using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Transcribe.Server.Ports;

/// <summary>A connection in the <see cref="ConnectionTable"/>, whose lock guards it.</summary>
/// <param name="transport">The connection.</param>
/// <param name="network">The address or network of the peer.</param>
internal sealed class ClientConnection(ConnectionContext transport, IPAddress network)
{
    public ConnectionContext Transport => transport;

    public IPAddress Network => network;

    /// <summary>The requests in progress: at most one with HTTP/1.1, several with HTTP/2.</summary>
    public int Requests { get; set; }

    /// <summary>Whether a request has been answered.</summary>
    public bool HasRequested { get; set; }

    /// <summary>The timestamp since which the connection has had no request in progress.</summary>
    public long WaitsSince { get; set; }

    /// <summary>Whether it was asked to end because it was idle.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Whether it has ended or another took its place.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Its node among all waiting connections.</summary>
    public LinkedListNode<ClientConnection> InAll => field ??= new(this);

    /// <summary>Its node among the waiting connections of its peer.</summary>
    public LinkedListNode<ClientConnection> InPeer => field ??= new(this);
}
