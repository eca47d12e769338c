using System.CommandLine;
using System.CommandLine.Parsing;

namespace Transcribe.Bench;

/// <summary>The option for the URL of a server.</summary>
internal static class TargetOption
{
    /// <summary>The option <c>--target</c>; its default is the port of the service.</summary>
    public static Option<Uri> Create() => new("--target")
    {
        Description = "The server",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8989"),
        CustomParser = Parse,
    };

    /// <summary>Creates a required option.</summary>
    public static Option<Uri> Create(string name, string description) =>
        new(name) { Description = description, Required = true, CustomParser = Parse };

    private static Uri? Parse(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var target)
            && (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps))
            return target;
        result.AddError(
            $"{((OptionResult)result.Parent!).IdentifierToken?.Value} must be an http or https URL, not {result.Tokens[0].Value}");
        return null;
    }
}
