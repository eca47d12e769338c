using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Telemetry;

public sealed class SpanTests : IDisposable
{
    private const string Traceless = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:9";

    private readonly SpanRecorder _spans = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();

    private Metadata Headers => new() { { "traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01" } };

    [Fact]
    public async Task Transcribe_AUrl_HasASpanForEachStage()
    {
        await using var files = await FileHost.StartAsync();
        await using var server = await TestServer.StartAsync(Record, Traceless);

        await server.Client.TranscribeAsync(
            new TranscribeRequest { Uri = files.Sample(Samples.English.File) + "?signature=secret" }, Headers);

        var call = await FindAsync(span => span.Kind == ActivityKind.Server);
        Assert.Equal("transcribe.v1.Transcriber/Transcribe", call.DisplayName);
        Assert.Equal("OK", call.GetTagItem("rpc.response.status_code"));
        var spans = Of(_trace);
        Assert.Equal(
            ["decode", "fetch", "queue", "window"],
            spans.Where(span => span != call).Select(span => span.DisplayName).Distinct().Order());
        var fetch = spans.Single(span => span.DisplayName == "fetch");
        Assert.Equal((call.SpanId, "127.0.0.1"), (fetch.ParentSpanId, fetch.GetTagItem("server.address")));
        var window = spans.First(span => span.DisplayName == "window");
        Assert.Equal("digits", window.GetTagItem("model"));
        Assert.Contains(spans, span => span.DisplayName == "queue" && span.ParentSpanId == window.SpanId);
        Assert.DoesNotContain(
            spans.SelectMany(span => span.TagObjects), tag => tag.Value?.ToString()?.Contains("secret", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Transcribe_ThatFails_HasSpansWithTheError()
    {
        await using var files = await FileHost.StartAsync();
        await using var server = await TestServer.StartAsync(Record, Traceless);

        await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.TranscribeAsync(new TranscribeRequest { Uri = files.Status(500) }, Headers));

        var call = await FindAsync(span => span.Kind == ActivityKind.Server);
        Assert.Equal("INVALID_ARGUMENT", call.GetTagItem("rpc.response.status_code"));
        var fetch = Of(_trace).Single(span => span.DisplayName == "fetch");
        Assert.Equal((ActivityStatusCode.Error, "FetchFailed"), (fetch.Status, fetch.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Operation_ThatIsRunTwice_LinksEachRunAndItsWebhookToTheCall()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await FileHost.StartAsync();
        await using var server = await TestServer.StartAsync(Record, Traceless, "Transcribe:Operations:RetryDelay=00:00:00.1");

        await server.Client.TranscribeLongRunningAsync(
            new TranscribeLongRunningRequest
            {
                Request = new TranscribeRequest { Uri = host.Late(Samples.English.File) },
                WebhookUri = receiver.Uri.ToString(),
            },
            Headers);

        // The span of the second run may end after that of the webhook.
        await Until.TrueAsync(() => _spans.Ended.Count(IsLinked) == 3);
        var linked = _spans.Ended.Where(IsLinked).OrderBy(span => span.StartTimeUtc).ToArray();
        Assert.Equal(["operation", "operation", "webhook"], linked.Select(span => span.DisplayName));
        Assert.Equal([1, 2], linked.Take(2).Select(span => span.GetTagItem("transcribe.attempt")));
        Assert.Contains(Of(linked[1].TraceId), span => span.DisplayName == "window");
    }

    [Fact]
    public async Task Create_SameRequestIdInAnotherTrace_IsTheSameOperation()
    {
        await using var server = await TestServer.StartAsync(Record, Traceless);
        var request = new TranscribeLongRunningRequest
        {
            Request = new TranscribeRequest { Content = await Samples.English.ConvertAsync(1, "-f", "wav") },
            RequestId = "once",
        };

        var first = await server.Client.TranscribeLongRunningAsync(request, Headers);
        var second = await server.Client.TranscribeLongRunningAsync(
            request, new Metadata { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });

        Assert.Equal(first.Name, second.Name);
    }

    public void Dispose() => _spans.Dispose();

    private void Record(WebApplicationBuilder builder) =>
        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(_spans));

    // A call's span ends after its answer is sent, and webhooks come later.
    private async Task<Activity> FindAsync(Func<Activity, bool> condition)
    {
        Activity? found = null;
        await Until.TrueAsync(() => (found = _spans.Ended.FirstOrDefault(span => IsOurs(span) && condition(span))) is not null);
        return found!;
    }

    // Other tests of the process trace, too.
    private bool IsOurs(Activity span) => span.TraceId == _trace || IsLinked(span);

    private bool IsLinked(Activity span) => span.Links.Any(link => link.Context.TraceId == _trace);

    private Activity[] Of(ActivityTraceId trace) => [.. _spans.Ended.Where(span => span.TraceId == trace)];

    private sealed class SpanRecorder : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = [];

        public override void OnEnd(Activity data) => Ended.Enqueue(data);
    }
}
