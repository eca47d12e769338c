using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_AfterATranscription_CountItAndItsAudio()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.TranscribeAsync(new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(3))) });

        await AssertCountedAsync(
            server,
            @"(?m)^transcribe_requests_total\{.*outcome=""done"".*\} \d+",
            @"(?m)^transcribe_audio_seconds_total\{.*coverage=""silent"".*\} \d+",
            @"(?m)^http_server_request_duration_seconds_bucket\{.*\} \d+");
    }

    [Fact]
    public async Task Metrics_AfterARefusedCall_CountItByReasonAndStatus()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:Keys:0=a-key-of-the-tests");

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ListModelsAsync(new ListModelsRequest()));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        await AssertCountedAsync(
            server,
            @"(?m)^rpc_server_call_duration_seconds_count\{.*""transcribe.v1.Transcriber/ListModels"".*\} [1-9]",
            @"(?m)^transcribe_rejected_total\{.*reason=""UNAUTHENTICATED"".*\} [1-9]");
    }

    // A call is counted after its answer is sent, so the client may be earlier than the count.
    private static Task AssertCountedAsync(TestServer server, params string[] patterns) => Until.TrueAsync(async () =>
    {
        var text = await server.Http.GetStringAsync("/metrics");
        return patterns.All(pattern => Regex.IsMatch(text, pattern));
    });
}
