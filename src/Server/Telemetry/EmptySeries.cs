using System.Globalization;
using System.Text.RegularExpressions;

namespace Transcribe.Server.Telemetry;

/// <summary>
/// Adds the series of histograms that have no value yet to a page of Prometheus' text formats. OpenTelemetry has no points without
/// values, and a rate needs the zero before the first one. The series have the labels, in the order, that their values will have.
/// </summary>
/// <param name="families">The histograms.</param>
/// <param name="methods">The full names of the gRPC methods.</param>
internal sealed partial class EmptySeries(IReadOnlyCollection<HistogramFamily> families, IReadOnlyCollection<string> methods)
{
    private const string Type = "# TYPE ";
    private const string End = "# EOF";
    private const string Succeeded = ",rpc_response_status_code=\"OK\",rpc_system_name=\"grpc\"";

    /// <summary>Returns the page with the series that it lacks. The page tells the models, each of which has a gauge.</summary>
    public string AddTo(string page)
    {
        string[] models = [.. Loaded().Matches(page).Select(match => match.Groups[1].Value)];
        var lines = page.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        var isOpenMetrics = lines.Remove(End);
        var missing = families.ToDictionary(family => family.Name);
        var result = new List<string>();
        foreach (var group in Groups(lines))
        {
            result.AddRange(group);
            if (missing.Remove(NameOf(group[0]), out var family))
                result.AddRange(Lines(family, SeriesOf(family, models).Where(series => !group.Exists(series.IsOf)), isOpenMetrics));
        }
        foreach (var family in missing.Values)
        {
            result.AddRange(Head(family, isOpenMetrics));
            result.AddRange(Lines(family, SeriesOf(family, models), isOpenMetrics));
        }
        if (isOpenMetrics)
            result.Add(End);
        return string.Join('\n', result) + '\n';
    }

    /// <summary>The lines of each metric, which begin with its type.</summary>
    private static IEnumerable<List<string>> Groups(List<string> lines)
    {
        for (var first = 0; first < lines.Count;)
        {
            var next = lines.FindIndex(first + 1, line => line.StartsWith(Type, StringComparison.Ordinal));
            var end = next < 0 ? lines.Count : next;
            yield return lines[first..end];
            first = end;
        }
    }

    private static string NameOf(string line) => line.StartsWith(Type, StringComparison.Ordinal) ? line.Split(' ')[2] : "";

    private static IEnumerable<string> Head(HistogramFamily family, bool isOpenMetrics)
    {
        yield return $"{Type}{family.Name} histogram";
        if (isOpenMetrics && family.Unit is { } unit)
            yield return $"# UNIT {family.Name} {unit}";
        yield return $"# HELP {family.Name} {family.Help}";
    }

    private static IEnumerable<string> Lines(HistogramFamily family, IEnumerable<Series> all, bool isOpenMetrics)
    {
        foreach (var series in all)
        {
            foreach (var bound in family.Bounds.Select(bound => Number(bound, isOpenMetrics)).Append("+Inf"))
                yield return $"{family.Name}_bucket{{{series.Labels},le=\"{bound}\"}} 0";
            yield return $"{family.Name}_sum{{{series.Labels}}} 0";
            yield return $"{family.Name}_count{{{series.Labels}}} 0";
        }
    }

    private static string Number(double bound, bool isOpenMetrics)
    {
        var text = bound.ToString(CultureInfo.InvariantCulture);
        return isOpenMetrics && double.IsInteger(bound) ? text + ".0" : text;
    }

    private IEnumerable<Series> SeriesOf(HistogramFamily family, string[] models)
    {
        var scope = $"otel_scope_name=\"{family.Scope}\"";
        return family.Scope == RpcMeter.MeterName
            ? methods.Select(method => new Series(scope, $"rpc_method=\"{method}\"", Succeeded))
            : models.Select(model => new Series(scope, $"model=\"{model}\"", ""));
    }

    // A name with an escaped character stays as it is written.
    [GeneratedRegex("""^transcribe_model_loaded\{[^\n]*model="((?:[^"\\\n]|\\.)*)"[^\n]*\}""", RegexOptions.Multiline)]
    private static partial Regex Loaded();

    /// <summary>A series, which one label tells from the others of its family.</summary>
    private readonly record struct Series(string Scope, string Key, string Rest)
    {
        public string Labels => $"{Scope},{Key}{Rest}";

        /// <summary>Whether a line is of the series, or of another one with the same label.</summary>
        public bool IsOf(string line) => line.Contains($",{Key}", StringComparison.Ordinal);
    }
}
