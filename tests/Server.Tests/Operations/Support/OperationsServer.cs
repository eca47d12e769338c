using Microsoft.AspNetCore.Builder;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>The server in this process, with a peer that it may fetch from, on a folder that survives a restart.</summary>
internal sealed class OperationsServer : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string[] _settings;
    private readonly Action<WebApplicationBuilder> _configure;
    private TestServer? _server;

    private OperationsServer(Peer peer, string[] settings, Action<WebApplicationBuilder> configure) =>
        (Peer, _settings, _configure) = (peer, settings, configure);

    public Peer Peer { get; }

    public ServerClients Clients { get; private set; } = null!;

    public IServiceProvider Services => _server!.Services;

    /// <summary>The folder of the operations.</summary>
    public string DataFolder => Path.Combine(_folder.Path, "data");

    /// <param name="settings">Settings such as <c>Transcribe:Operations:MaxRunning=1</c>.</param>
    public static Task<OperationsServer> StartAsync(params string[] settings) => StartAsync(_ => settings);

    /// <summary>Starts a server whose runs are held.</summary>
    public static Task<OperationsServer> StartAsync(HeldTranscriber held, params string[] settings) =>
        StartAsync(_ => settings, builder => held.Configure(builder.Services));

    /// <param name="settings">Returns the settings for a peer.</param>
    /// <param name="configure">Replaces services.</param>
    public static async Task<OperationsServer> StartAsync(Func<Peer, string[]> settings, Action<WebApplicationBuilder>? configure = null)
    {
        var peer = await Peer.StartAsync();
        var server = new OperationsServer(peer, settings(peer), configure ?? (_ => { }));
        await server.RunAsync();
        return server;
    }

    /// <summary>Stops gracefully and starts again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await RunAsync();
    }

    /// <summary>Starts on the existing folder.</summary>
    /// <param name="ready">Whether to wait until the server accepts work.</param>
    public async Task RunAsync(bool ready = true)
    {
        string[] settings = [$"Transcribe:Operations:Folder={DataFolder}", .. _settings];
        _server = await (ready ? TestServer.StartAsync(_configure, settings) : TestServer.StartLoadingAsync(_configure, settings));
        Clients = new ServerClients(_server.Address);
    }

    /// <summary>Stops gracefully while its clients are connected.</summary>
    public async Task StopAsync()
    {
        await _server!.StopAsync();
        Clients.Dispose();
        await _server.DisposeAsync();
    }

    public Task<Json> HealthAsync() => Json.GetAsync(Clients.Http, "/health");

    public async ValueTask DisposeAsync()
    {
        Peer.Release();
        await StopAsync();
        await Peer.DisposeAsync();
        _folder.Dispose();
    }
}
