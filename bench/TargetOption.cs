using System.CommandLine;
using System.CommandLine.Parsing;

namespace Transcribe.Bench;

/// <summary><c>--target</c>: where the server is.</summary>
internal static class TargetOption
{
    public static Option<Uri> Create() => new("--target")
    {
        Description = "The server",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8989"),
        CustomParser = Parse,
    };

    private static Uri? Parse(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var target) && (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps))
            return target;
        result.AddError($"--target must be an http or https URL, not {result.Tokens[0].Value}");
        return null;
    }
}
