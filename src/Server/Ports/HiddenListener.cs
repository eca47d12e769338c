using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Transcribe.Server.Ports;

/// <summary>
/// An in-process endpoint with a pipeline and no address. Nobody can connect to it, and a killed server leaves no trace of it.
/// </summary>
internal sealed class HiddenEndPoint : EndPoint
{
    private const string Name = "hidden";

    /// <summary>Whether a server address belongs to this endpoint.</summary>
    public static bool IsIn(string address) => address.EndsWith($"://{Name}", StringComparison.Ordinal);

    /// <summary>The name in the addresses of the server.</summary>
    public override string ToString() => Name;
}

/// <summary>Makes Kestrel build the pipeline of a <see cref="HiddenEndPoint"/>.</summary>
internal sealed class HiddenListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is HiddenEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new HiddenListener(endpoint));
}

/// <summary>Accepts no connections until it is unbound.</summary>
internal sealed class HiddenListener(EndPoint endPoint) : IConnectionListener
{
    private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndPoint EndPoint => endPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        new(_unbound.Task.WaitAsync(cancellationToken));

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound.TrySetResult(null);
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
