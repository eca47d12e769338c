using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Transcribe.Server.Ports;

/// <summary>An endpoint that has a pipeline and no address: nobody can connect to it, and a server that is killed leaves nothing of it behind.</summary>
internal sealed class HiddenEndPoint : EndPoint
{
    private const string Name = "hidden";

    /// <summary>Whether a server address is this endpoint's.</summary>
    public static bool IsIn(string address) => address.EndsWith($"://{Name}", StringComparison.Ordinal);

    /// <summary>The name in the server's addresses.</summary>
    public override string ToString() => Name;
}

/// <summary>Has Kestrel build a <see cref="HiddenEndPoint"/>'s pipeline.</summary>
internal sealed class HiddenListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is HiddenEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new HiddenListener(endpoint));
}

/// <summary>Accepts nobody until it is unbound.</summary>
internal sealed class HiddenListener(EndPoint endPoint) : IConnectionListener
{
    private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndPoint EndPoint => endPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(_unbound.Task.WaitAsync(cancellationToken));

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound.TrySetResult(null);
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
