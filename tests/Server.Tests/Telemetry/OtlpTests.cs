using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Telemetry;

public sealed class OtlpTests
{
    [Fact]
    public async Task Export_EndpointOfTheStandardVariable_SendsTracesAndMetricsOfTheService()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var server = await TestServer.StartAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"))
        {
            await server.Client.TranscribeAsync(new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(1))) });
            // The span of a call ends after its response, and the stop waits for it.
            await server.StopAsync();
        }

        foreach (var name in (string[])["decode", "transcribe.v1.Transcriber/Transcribe", "service.name", "transcribe"])
            await Until.TrueAsync(() => receiver.Has("/v1/traces", name));
        foreach (var name in (string[])["transcribe.queue.windows", "rpc.server.call.duration", "service.name"])
            await Until.TrueAsync(() => receiver.Has("/v1/metrics", name));
    }

    [Fact]
    public async Task Export_EndpointOfMetricsAlone_SendsNoTraces()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var server = await TestServer.StartAsync(
            $"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT={receiver.Address}/v1/metrics",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_SERVICE_NAME=another"))
        {
            Assert.Null(server.Services.GetService<TracerProvider>());
        }

        await Until.TrueAsync(() => receiver.Has("/v1/metrics", "another"));
    }

    [Fact]
    public async Task Start_EndpointThatIsNoUrl_FailsWithASentence()
    {
        var failure = await Record.ExceptionAsync(() => TestServer.StartAsync("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=collector"));

        Assert.Contains("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Assert.Single(StartFailure.Explain(failure!)!), StringComparison.Ordinal);
    }
}
