using System.Text.RegularExpressions;

namespace Transcribe.Architecture.Tests.Deploy;

/// <summary>What deploy/ names exists in the product.</summary>
public sealed partial class NameTests
{
    [Fact]
    public void Variables_AreSettings()
    {
        var names = DeployFiles.Texts.SelectMany(text => Variable().Matches(text)).Select(match => match.Value).Distinct().ToArray();

        Assert.Contains("Transcribe__Server__MaxConnectionAge", names);
        Assert.All(names, name => Assert.True(OptionsClasses.Has(name.Replace("__", ":", StringComparison.Ordinal)), name));
    }

    [Fact]
    public void Metrics_AreThoseOfThePage()
    {
        var known = DocumentedMetric.All.SelectMany(Series).ToHashSet();
        var names = DeployFiles.Texts.SelectMany(text => Metric().Matches(text)).Select(match => match.Value).Distinct().ToArray();

        Assert.Contains("transcribe_queue_windows", names);
        Assert.All(names, name => Assert.Contains(name, known));
    }

    [Theory]
    [InlineData("Transcribe:Server:Port", true)]
    [InlineData("Transcribe:Access:Keys:0", true)]
    [InlineData("Transcribe:Server:Port:0", false)]
    [InlineData("Transcribe:Server:Ports", false)]
    public void Has_Name_IsWhetherItIsASetting(string name, bool expected) => Assert.Equal(expected, OptionsClasses.Has(name));

    private static IEnumerable<string> Series(DocumentedMetric metric) => metric.Type == "histogram"
        ? [$"{metric.Name}_bucket", $"{metric.Name}_sum", $"{metric.Name}_count"]
        : [metric.Name];

    [GeneratedRegex("Transcribe__\\w+")]
    private static partial Regex Variable();

    [GeneratedRegex("\\b(transcribe|rpc_server)_[a-z_]+")]
    private static partial Regex Metric();
}
