using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Audio;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Webhooks;
using Transcribe.Transcription;
using Transcribe.Whisper;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Operations on the real engine, whose URLs lead to a server that accepts connections and says nothing.</summary>
public sealed class SilentUrlTests : IWebhookHandlerFactory, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<TcpClient> _clients = [];

    public SilentUrlTests()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    [Fact]
    public async Task Run_MoreSilentUrlsThanLanes_InlineAudioIsTranscribedMeanwhile()
    {
        using var host = Host();
        await host.StartAsync();
        var operations = host.Services.GetRequiredService<IOperations>();
        var url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/a.wav";
        var silent = new List<string>();
        for (var i = 0; i < 8; i++)
            silent.Add((await operations.CreateAsync(Examples.Remote(url), default)).Id);
        await Until.TrueAsync(() => _clients.Count == 8);

        var inline = await operations.CreateAsync(Examples.Inline(Wav.Join(Pcm.Silence(1))), default);
        var ended = await operations.WaitAsync(inline.Id, Until.Longest, default);
        foreach (var id in silent)
            await operations.DeleteAsync(id, default);

        Assert.Equal(OperationState.Succeeded, ended.State);
        foreach (var client in _clients)
            await ClosedAsync(client);
        await host.StopAsync();
    }

    public HttpMessageHandler Create() => new SocketsHttpHandler();

    public void Dispose()
    {
        _listener.Stop();
        foreach (var client in _clients)
            client.Dispose();
        _folder.Dispose();
    }

    private IHost Host()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Models:Default"] = Repository.DigitsModel;
        builder.Configuration["Transcribe:Audio:AllowedNetworks:0"] = "127.0.0.0/8";
        builder.Configuration["Transcribe:Operations:Folder"] = _folder.Path;
        builder.Configuration["Transcribe:Operations:MaxRunning"] = "2";
        builder.Services.AddAudio().AddWhisper().AddTranscription();
        builder.Services.AddSingleton<IWebhookHandlerFactory>(this).AddOperations().AddSqliteOperations();
        return builder.Build();
    }

    // Reads the request, then the end of the connection.
    private static async Task ClosedAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(Until.Longest);
        try
        {
            while (await client.GetStream().ReadAsync(new byte[1024], limit.Token) > 0)
                continue;
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _clients.Enqueue(await _listener.AcceptTcpClientAsync());
        }
        catch (SocketException)
        {
            // The test has ended.
        }
    }
}
