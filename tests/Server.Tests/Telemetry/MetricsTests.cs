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

        // A request is counted after its answer is sent, so the client may be earlier than the count.
        var text = "";
        await Until.TrueAsync(
            async () =>
                (text = await server.Http.GetStringAsync("/metrics"))
                    .Contains("http_server_request_duration_seconds_bucket", StringComparison.Ordinal));

        Assert.Matches(@"(?m)^transcribe_requests_total\{.*outcome=""done"".*\} \d+", text);
        Assert.Matches(@"(?m)^transcribe_audio_seconds_total\{.*coverage=""silent"".*\} \d+", text);
        Assert.Matches(@"(?m)^http_server_request_duration_seconds_bucket\{.*\} \d+", text);
    }

    [Fact]
    public async Task Metrics_AfterARefusedCall_CountItByReasonAndStatus()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:Keys:0=a-key-of-the-tests");

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.ListModelsAsync(new ListModelsRequest()));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        var text = "";
        await Until.TrueAsync(
            async () => (text = await server.Http.GetStringAsync("/metrics"))
                .Contains("rpc_response_status_code=\"UNAUTHENTICATED\"", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^rpc_server_call_duration_seconds_count\{.*""transcribe.v1.Transcriber/ListModels"".*\} [1-9]", text);
        Assert.Matches(@"(?m)^transcribe_rejected_total\{.*reason=""UNAUTHENTICATED"".*\} [1-9]", text);
    }
}
