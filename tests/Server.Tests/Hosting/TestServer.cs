using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Ports;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>The real server on a free loopback port, with the bundled model, and clients for it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Model = "digits";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private TestServer(WebApplication app, DirectoryInfo data)
    {
        (_app, _data) = (app, data);
        Address = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
                .Single(address => !HiddenEndPoint.IsIn(address))
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        // The client waits for a busy machine, also for its "100 Continue".
        Http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Until.Longest })
        {
            BaseAddress = Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Client = new Transcriber.TranscriberClient(Channel);
    }

    public Uri Address { get; }

    public GrpcChannel Channel { get; }

    public HttpClient Http { get; }

    public Transcriber.TranscriberClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="settings">Settings such as <c>Transcribe:Access:CallsPerMinute=2</c>.</param>
    public static Task<TestServer> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static async Task<TestServer> StartAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var server = await StartLoadingAsync(configure, settings);
        var readiness = server.Services.GetRequiredService<Readiness>();
        await Until.TrueAsync(() => readiness.State == ReadinessState.Ready);
        return server;
    }

    /// <summary>Starts a server and does not wait until it is ready.</summary>
    public static async Task<TestServer> StartLoadingAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("transcribe-server-tests-");
        var builder = TranscribeServer.CreateBuilder(ServerSettings.For(data.FullName).Concat(settings).ToArguments());
        // A test may hold a body for as long as the machine needs.
        builder.Services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = null);
        configure(builder);
        var app = builder.Build();
        try
        {
            await TranscribeServer.Configure(app).StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            await data.DeleteAsync();
            throw;
        }
        return new TestServer(app, data);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Dispose();
        await _app.DisposeAsync();
        await _data.DeleteAsync();
    }
}
