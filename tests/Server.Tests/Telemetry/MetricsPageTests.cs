using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Live;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Telemetry;

/// <summary>
/// docs/operations.md names each metric of a server, and no other. Each server is a process, because the servers of one share metrics.
/// </summary>
public sealed class MetricsPageTests
{
    [Fact]
    public async Task Scrape_OfAFreshServer_HasTheMetricsOfThePage()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);

        var scrape = await ScrapeAsync(server);

        Assert.Equal(DocumentedMetric.All.Select(metric => (metric.Name, metric.Type)).Order(), Scrape.Read(scrape).Order());
        foreach (var metric in DocumentedMetric.All.Where(metric => metric.Labels.Contains("`model`", StringComparison.Ordinal)))
        {
            var suffix = metric.Type == "histogram" ? "_count" : "";
            Assert.Matches($@"(?m)^{metric.Name}{suffix}\{{.*model=""digits"".*\}} [0-9]", scrape);
        }
        Assert.Matches(@"(?m)^transcribe_live_lag_seconds_bucket\{.*model=""digits"",le=""0.1""\} 0\s", scrape);
        Assert.Matches(
            @"(?m)^rpc_server_call_duration_seconds_count\{.*""transcribe.v1.Transcriber/Transcribe"",.*status_code=""OK"".*\} 0\s",
            scrape);
        Assert.Matches(@"(?m)^transcribe_queue_windows\{.*priority=""background"".*\} 0\s", scrape);
        Assert.Matches(@"(?m)^transcribe_requests_total\{.*outcome=""done"".*\} 0\s", scrape);
    }

    [Fact]
    public async Task Scrape_AfterCallsOfEachKind_HasAllMetricsOfThePage()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        var wav = await Samples.English.ConvertAsync(1, "-f", "wav");

        await server.Clients.Transcriber.TranscribeAsync(new TranscribeRequest
        {
            Content = wav,
            Config = new TranscriptionConfig { EnableWordTimestamps = true },
        });
        await LiveRun.RunAsync(server.Clients.Transcriber, LiveRun.Config(LiveRun.Linear16), audio);

        // A call is measured after its answer is sent, so the client may be earlier.
        var expected = DocumentedMetric.All.Select(metric => (metric.Name, metric.Type)).Order().ToArray();
        var scrape = "";
        await Until.TrueAsync(
            async () => (scrape = await ScrapeAsync(server)).Contains("Transcriber/TranscribeLive\"", StringComparison.Ordinal));
        Assert.Equal(expected, Scrape.Read(scrape).Order());
        Assert.Matches(@"(?m)^transcribe_requests_total\{.*outcome=""done"".*\} 1\s", scrape);
        foreach (var stage in (string[])["encode", "prefill", "decode", "align"])
            Assert.Matches($@"(?m)^transcribe_stage_duration_seconds_count\{{.*stage=""{stage}"".*\}} [1-9]", scrape);
        Assert.Matches(
            @"(?m)^rpc_server_call_duration_seconds_count\{.*""transcribe.v1.Transcriber/Transcribe"",.*status_code=""OK"".*\} 1\s",
            scrape);
        // Values take the place of zeros, and no series is there twice, in any order of its labels.
        var series = Scrape.Series(scrape);
        Assert.Equal(series.Distinct(), series);
    }

    private static Task<string> ScrapeAsync(ServerProcess server) =>
        server.Clients.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
}
