using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;

namespace Transcribe.Transcription.Tests;

/// <summary>URLs whose servers accept connections and say nothing.</summary>
public sealed class SlowFetchTests : IAsyncLifetime
{
    private readonly SilentServer _server = new();
    private readonly IHost _host = CreateHost();

    private ITranscriber Pipeline => _host.Services.GetRequiredService<ITranscriber>();

    public async ValueTask InitializeAsync()
    {
        await _host.StartAsync();
        await _host.Services.GetRequiredService<ModelCatalog>().LoadDefaultAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task TranscribeAsync_WhileSlowUrlsTakeAllFetches_TranscribesInlineAudio()
    {
        using var ending = new CancellationTokenSource();
        var slow = Enumerable.Range(0, 3).Select(_ => FetchAsync(ending.Token)).ToArray();
        await Until.TrueAsync(() => _server.Connections == 3);

        var summary = await Pipeline.TranscribeAsync(
            new TranscriptionRequest { Audio = new AudioInput.Inline(Wav.Join(Pcm.Silence(1))) },
            (_, _) => ValueTask.CompletedTask,
            TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<TranscriptionException>(() => FetchAsync(ending.Token));

        Assert.Equal(TimeSpan.FromSeconds(1), summary.Coverage.Audio);
        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.Equal("Too many fetches in progress (limit 3)", refusal.Message);
        await ending.CancelAsync();
        foreach (var call in slow)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private Task<TranscriptionSummary> FetchAsync(CancellationToken cancel) => Pipeline.TranscribeAsync(
        new TranscriptionRequest { Audio = new AudioInput.Remote(_server.Url) }, (_, _) => ValueTask.CompletedTask, cancel);

    private static IHost CreateHost()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Models:Default"] = Repository.DigitsModel;
        builder.Configuration["Transcribe:Batching:MaxRequests"] = "1";
        builder.Configuration["Transcribe:Audio:MaxFetches"] = "3";
        builder.Configuration["Transcribe:Audio:AllowedNetworks:0"] = "127.0.0.0/8";
        builder.Services.AddAudio().AddWhisper().AddTranscription();
        return builder.Build();
    }

    private sealed class SilentServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentQueue<TcpClient> _clients = [];

        public SilentServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Connections => _clients.Count;

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/a.wav");

        public void Dispose()
        {
            _listener.Stop();
            foreach (var client in _clients)
                client.Dispose();
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
}
