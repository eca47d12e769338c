using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Live;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

public sealed class ConnectionAgeTests
{
    [Fact]
    public async Task Stream_OnAConnectionThatIsTooOld_GoesOnWhileOtherCallsTakeAnother()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:MaxConnectionAge=00:00:01");
        var connections = 0;
        using var handler = Counting(() => Interlocked.Increment(ref connections));
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });
        var client = new Transcriber.TranscriberClient(channel);
        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        using var live = client.TranscribeLive(deadline: LiveRun.Deadline);
        await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config(LiveRun.Linear16) });

        await Until.TrueAsync(async () =>
        {
            await client.ListModelsAsync(new ListModelsRequest());
            return Volatile.Read(ref connections) > 2;
        });
        await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Audio = audio });
        await live.RequestStream.CompleteAsync();
        var run = new LiveRun(await live.ResponseStream.ReadAllAsync().ToListAsync());

        Samples.English.AssertHeardIn(run.Text);
    }

    [Fact]
    public async Task Connection_OfHttp1ThatIsTooOld_EndsWithoutAFailedCall()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:MaxConnectionAge=00:00:01");
        var connections = 0;
        using var client = new HttpClient(Counting(() => Interlocked.Increment(ref connections)))
        {
            BaseAddress = server.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };

        await Until.TrueAsync(async () =>
        {
            using var answer = await client.GetAsync(new Uri("/livez", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            return Volatile.Read(ref connections) > 2;
        });
    }

    private static SocketsHttpHandler Counting(Action connected) => new()
    {
        PlaintextStreamFilter = (context, _) =>
        {
            connected();
            return ValueTask.FromResult(context.PlaintextStream);
        },
    };
}
