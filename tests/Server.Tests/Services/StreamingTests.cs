using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

/// <summary>Segments of long audio come while the rest is being transcribed.</summary>
public sealed class StreamingTests : IClassFixture<StreamingTests.LongSpeech>
{
    private readonly TestServer _server;
    private readonly SecondMessageGate _gate;
    private readonly TranscribeRequest _request;

    public StreamingTests(LongSpeech speech)
    {
        (_server, _gate) = (speech.Server, speech.Gate);
        _request = new TranscribeRequest { Content = speech.Content };
    }

    [Fact]
    public async Task Json_LongAudio_LinesArriveBeforeTheEnd()
    {
        using var response = await _server.Http.PostStreamAsync("/v1/transcribe:stream", _request, (SecondMessageGate.Header, "yes"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.StartsWith("""{"segment":""", await reader.ReadLineAsync(), StringComparison.Ordinal);

        _gate.Open();
        string? last = null;
        while (await reader.ReadLineAsync() is { } line)
            last = line;
        Assert.StartsWith("""{"summary":""", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_OneReaderIsSlow_OthersAreNot()
    {
        using var slow = _server.Client.TranscribeStream(_request);
        Assert.True(await slow.ResponseStream.MoveNext(CancellationToken.None));
        // The test reads nothing more from the slow stream until another call has ended.
        var other = await _server.Client.TranscribeAsync(new TranscribeRequest { Content = Samples.English.Content });
        Samples.English.AssertHeardIn(other.Text);
        var last = slow.ResponseStream.Current;
        while (await slow.ResponseStream.MoveNext(CancellationToken.None))
            last = slow.ResponseStream.Current;
        Assert.NotNull(last.Summary);
    }

    [Fact]
    public async Task Grpc_ClientLeavesInTheMiddle_ServerDrainsAtOnce()
    {
        using (var abandoned = _server.Client.TranscribeStream(_request))
            Assert.True(await abandoned.ResponseStream.MoveNext(CancellationToken.None));
        var gate = _server.Services.GetRequiredService<WorkGate>();
        await Until.TrueAsync(() => gate.Count == 0);
    }

    /// <summary>Several minutes of speech, made of the samples, and a server that accepts them.</summary>
    public sealed class LongSpeech : IAsyncLifetime
    {
        private const int Repeats = 16;

        internal TestServer Server { get; private set; } = null!;

        internal SecondMessageGate Gate { get; } = new();

        internal ByteString Content { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Content = await Samples.English.ConvertAsync(Repeats, "-f", "mp3");
            Server = await TestServer.StartAsync(Gate.Configure);
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
