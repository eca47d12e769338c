using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_FirstScrape_HasTheGauges()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Matches(@"(?m)^transcribe_live_streams(\{.*\})? 0", await server.Http.GetStringAsync("/metrics"));
    }

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
}
