using System.Text.RegularExpressions;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>
/// Converts the path of an HTTP rule, such as <c>/v1/{name=operations/*}:watch</c> in the syntax of google.api.http, to an OpenAPI path:
/// <c>/v1/operations/{operation}:watch</c>.
/// </summary>
/// <param name="Path">The OpenAPI path.</param>
/// <param name="Parameters">The parameters of the path.</param>
/// <param name="Fields">The fields of the request that the path contains, with or without a parameter.</param>
internal sealed partial record PathTemplate(string Path, IReadOnlyList<PathParameter> Parameters, IReadOnlyList<string> Fields)
{
    public static PathTemplate Parse(string template)
    {
        List<PathParameter> parameters = [];
        List<string> fields = [];
        var path = Variable.Replace(template, match =>
        {
            var field = match.Groups["field"].Value;
            fields.Add(field);
            var (value, names) = Expand(field, match.Groups["pattern"].Value.Split('/'));
            parameters.AddRange(names.Select(name => new PathParameter(name, field, value)));
            return value;
        });
        return new PathTemplate(path, parameters, fields);
    }

    /// <summary>Names each <c>*</c> after the collection before it, in the singular.</summary>
    private static (string Value, List<string> Names) Expand(string field, string[] segments)
    {
        List<string> names = [];
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] is not ("*" or "**" or ""))
                continue;
            names.Add(i == 0 ? field : segments[i - 1].TrimEnd('s'));
            segments[i] = $"{{{names[^1]}}}";
        }
        return (string.Join('/', segments), names);
    }

    [GeneratedRegex(@"\{(?<field>[^=}]+)(=(?<pattern>[^}]+))?\}")]
    private static partial Regex Variable { get; }
}

/// <summary>A parameter of a path.</summary>
/// <param name="Name">The name in the path.</param>
/// <param name="Field">The field of the request that contains the parameter.</param>
/// <param name="Value">The complete value of the field.</param>
internal sealed record PathParameter(string Name, string Field, string Value);
