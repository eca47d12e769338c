using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transcribe.Architecture.Tests.Deploy;

/// <summary>promtool accepts the configuration, the alerts and the queries of the dashboard.</summary>
public sealed class PrometheusTests
{
    [Fact]
    public Task Configuration_IsValid() => DeployFiles.RunAsync("promtool", "check", "config", "observability/prometheus.yaml");

    [Fact]
    public Task Alerts_FireAsTheirTestsSay() => DeployFiles.RunAsync("promtool", "test", "rules", "observability/alerts.test.yaml");

    [Fact]
    public async Task Dashboard_Queries_AreValid()
    {
        using var folder = new TestFolder();
        var rules = folder["rules.json"];
        var panels = Queries().Select((query, index) => new { record = $"panel:{index}", expr = query });
        // JSON is YAML.
        await File.WriteAllTextAsync(rules, JsonSerializer.Serialize(new { groups = new[] { new { name = "panels", rules = panels } } }));

        var output = await DeployFiles.RunAsync("promtool", "check", "rules", rules);

        Assert.Contains($"{Queries().Length} rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dashboard_HasEachMetricOfThePage()
    {
        var queries = string.Join('\n', Queries());

        Assert.All(DocumentedMetric.All, metric => Assert.Contains(metric.Name, queries, StringComparison.Ordinal));
    }

    private static string[] Queries()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(DeployFiles.At("observability", "grafana", "dashboards", "transcribe.json")))!;
        return
        [
            .. from panel in dashboard["panels"]!.AsArray()
               from target in panel!["targets"]!.AsArray()
               select ((string)target!["expr"]!)
                   .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
                   .Replace("$model", ".*", StringComparison.Ordinal),
        ];
    }
}
