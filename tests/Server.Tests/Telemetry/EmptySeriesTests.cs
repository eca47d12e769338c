using Transcribe.Server.Telemetry;

namespace Transcribe.Server.Tests.Telemetry;

public sealed class EmptySeriesTests
{
    private const string Rest = ",rpc_system_name=\"grpc\"";

    private static readonly HistogramFamily Lag = new("lag_seconds", "Transcribe.Engine", "seconds", "Lag", [0.5, 2]);
    private static readonly HistogramFamily Calls = new("calls_seconds", "Transcribe.Rpc", "seconds", "Calls", [1]);

    [Fact]
    public void AddTo_PageWithoutTheHistogram_AppendsItForEachModel()
    {
        var page = Add(
            [Lag],
            """
            # TYPE transcribe_model_loaded gauge
            transcribe_model_loaded{otel_scope_name="x",model="a"} 1
            transcribe_model_loaded{otel_scope_name="x",model="b/c"} 0

            """);

        Assert.Equal(
            """
            # TYPE transcribe_model_loaded gauge
            transcribe_model_loaded{otel_scope_name="x",model="a"} 1
            transcribe_model_loaded{otel_scope_name="x",model="b/c"} 0
            # TYPE lag_seconds histogram
            # HELP lag_seconds Lag
            lag_seconds_bucket{otel_scope_name="Transcribe.Engine",model="a",le="0.5"} 0
            lag_seconds_bucket{otel_scope_name="Transcribe.Engine",model="a",le="2"} 0
            lag_seconds_bucket{otel_scope_name="Transcribe.Engine",model="a",le="+Inf"} 0
            lag_seconds_sum{otel_scope_name="Transcribe.Engine",model="a"} 0
            lag_seconds_count{otel_scope_name="Transcribe.Engine",model="a"} 0
            lag_seconds_bucket{otel_scope_name="Transcribe.Engine",model="b/c",le="0.5"} 0
            lag_seconds_bucket{otel_scope_name="Transcribe.Engine",model="b/c",le="2"} 0
            lag_seconds_bucket{otel_scope_name="Transcribe.Engine",model="b/c",le="+Inf"} 0
            lag_seconds_sum{otel_scope_name="Transcribe.Engine",model="b/c"} 0
            lag_seconds_count{otel_scope_name="Transcribe.Engine",model="b/c"} 0

            """,
            page);
    }

    [Fact]
    public void AddTo_HistogramOfOneModel_AddsTheOtherToItsGroup()
    {
        var page = Add(
            [Lag],
            """
            # TYPE lag_seconds histogram
            lag_seconds_count{otel_scope_name="Transcribe.Engine",model="a"} 7
            # TYPE transcribe_model_loaded gauge
            transcribe_model_loaded{otel_scope_name="x",model="a"} 1
            transcribe_model_loaded{otel_scope_name="x",model="b"} 1

            """).Split('\n');

        Assert.Equal(
            ["7", "0"],
            page.Where(line => line.StartsWith("lag_seconds_count", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1]));
        Assert.Equal(Array.FindIndex(page, line => line.Contains("_count{", StringComparison.Ordinal) && line.EndsWith(" 0")) + 1,
            Array.IndexOf(page, "# TYPE transcribe_model_loaded gauge"));
        Assert.Single(page, line => line.StartsWith("# TYPE lag_seconds", StringComparison.Ordinal));
    }

    [Fact]
    public void AddTo_OpenMetrics_StaysBeforeTheEndAndWritesBoundsAsRealNumbers()
    {
        var page = Add([Lag], "# TYPE transcribe_model_loaded gauge\ntranscribe_model_loaded{s=\"x\",model=\"a\"} 1\n# EOF\n");

        Assert.EndsWith("\n# EOF\n", page, StringComparison.Ordinal);
        Assert.Contains("# UNIT lag_seconds seconds\n", page, StringComparison.Ordinal);
        Assert.Contains(",le=\"2.0\"} 0\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AddTo_HistogramOfCalls_HasASeriesForEachMethodWithoutOne()
    {
        const string Count = "calls_seconds_count{otel_scope_name=\"Transcribe.Rpc\",rpc_method=";

        var page = Add(
            [Calls], $"# TYPE calls_seconds histogram\n{Count}\"s/A\",rpc_response_status_code=\"NOT_FOUND\"{Rest}}} 1\n");

        Assert.DoesNotContain("\"s/A\",rpc_response_status_code=\"OK\"", page, StringComparison.Ordinal);
        Assert.Contains($"{Count}\"s/B\",rpc_response_status_code=\"OK\"{Rest}}} 0\n", page, StringComparison.Ordinal);
    }

    private static string Add(HistogramFamily[] families, string page) => new EmptySeries(families, ["s/A", "s/B"]).AddTo(page);
}
