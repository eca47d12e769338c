using System.Net;
using System.Net.Http.Headers;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Live;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>The part of the places that one caller may take.</summary>
public sealed class CallerShareTests
{
    private const string Alice = "alice-alice-alice";
    private const string Bob = "bob-bob-bob-bob-bob";

    private static readonly string[] Keys =
        [$"Transcribe:Access:Tenants:alice:Keys:0={Alice}", $"Transcribe:Access:Tenants:bob:Keys:0={Bob}"];

    [Fact]
    public async Task Transcriptions_OfOneTenant_LeaveAPlaceForAnother()
    {
        var gate = new SecondMessageGate();
        await using var server = await TestServer.StartAsync(gate.Configure, [.. Keys, "Transcribe:Batching:MaxRequests=2"]);
        var speech = new TranscribeRequest { Content = Samples.English.Content };
        using var held = server.Client.TranscribeStream(speech, [.. Key(Alice), new(SecondMessageGate.Header, "yes")]);
        Assert.True(await held.ResponseStream.MoveNext(CancellationToken.None));

        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable, "OVERLOADED", () => server.Client.TranscribeAsync(speech, Key(Alice)).ResponseAsync);
        Assert.Equal("Too many transcriptions of this caller in progress (they take its share of 2 places)", status.Message);
        Assert.Equal(5, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        using var refused = await PostAsync(server, Alice, [1]);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "OVERLOADED", refused);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);

        Samples.English.AssertHeardIn((await server.Client.TranscribeAsync(speech, Key(Bob))).Text);
        using var heard = await PostAsync(server, Bob, Samples.English.Content.ToByteArray());
        Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
        gate.Open();
    }

    [Fact]
    public async Task LiveStreams_OfOneTenant_LeaveAPlaceForAnother()
    {
        await using var server = await TestServer.StartAsync(
            [.. Keys, "Transcribe:Live:MaxStreams=2", "Transcribe:Live:IdleTimeout=00:10:00"]);
        using var held = await OpenAsync(server, Alice);
        Assert.True(await held.ResponseStream.MoveNext(CancellationToken.None));

        using var further = await OpenAsync(server, Alice);
        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable, "OVERLOADED", () => further.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("Too many live streams of this caller in progress (they take its share of 2 places)", status.Message);
        Assert.Equal(5, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);

        using var other = await OpenAsync(server, Bob);
        Assert.True(await other.ResponseStream.MoveNext(CancellationToken.None));
    }

    private static Metadata Key(string key) => new() { { "x-api-key", key } };

    private static async Task<HttpResponseMessage> PostAsync(TestServer server, string key, byte[] audio)
    {
        using var content = new ByteArrayContent(audio) { Headers = { ContentType = new MediaTypeHeaderValue("audio/mpeg") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transcribe")
        {
            Content = content,
            Headers = { { "x-api-key", key } },
        };
        return await server.Http.SendAsync(request);
    }

    /// <summary>Sends speech and leaves the stream open.</summary>
    private static async Task<AsyncDuplexStreamingCall<TranscribeLiveRequest, TranscribeLiveResponse>> OpenAsync(
        TestServer server, string key)
    {
        var call = server.Client.TranscribeLive(Key(key));
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config() });
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Audio = Samples.English.Content });
        return call;
    }
}
