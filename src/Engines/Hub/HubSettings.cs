using Microsoft.Extensions.Options;

namespace Transcribe.Engines.Hub;

/// <summary>Source and cache of Hugging Face models, from the environment variables of Hugging Face's own tools.</summary>
internal sealed class HubSettings
{
    /// <summary>The official hub, the default of <c>HF_ENDPOINT</c>.</summary>
    public const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>The hub or a mirror, with a slash at the end; <c>HF_ENDPOINT</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>
    /// The cache shared with Hugging Face's tools: <c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c>, else <c>huggingface/hub</c> in
    /// <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    public required string CacheFolder { get; init; }

    /// <summary>
    /// The access token, sent to <see cref="Endpoint"/> only: <c>HF_TOKEN</c>, else the content of the file <c>HF_TOKEN_PATH</c> or of
    /// <c>token</c> in <c>HF_HOME</c>; null for public models.
    /// </summary>
    public string? Token { get; init; }

    /// <exception cref="OptionsValidationException"><c>HF_ENDPOINT</c> is not an http or https URL.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static HubSettings From(Func<string, string?> variable)
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var home = Folder("HF_HOME") ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(user, ".cache"), "huggingface");
        return new HubSettings
        {
            Endpoint = ParseEndpoint(Text("HF_ENDPOINT") ?? DefaultEndpoint),
            CacheFolder = Folder("HF_HUB_CACHE") ?? Path.Combine(home, "hub"),
            Token = Text("HF_TOKEN") ?? ReadToken(Folder("HF_TOKEN_PATH") ?? Path.Combine(home, "token")),
        };

        string? Text(string name) => string.IsNullOrWhiteSpace(variable(name)) ? null : variable(name)!.Trim();
        string? Folder(string name) => Text(name) is { } path && path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(user, path[2..])
            : Text(name);
    }

    private static Uri ParseEndpoint(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + '/', UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
        ? uri
        : throw new OptionsValidationException(
            "HF_ENDPOINT", typeof(HubSettings), [$"HF_ENDPOINT is not an http or https URL: {text}"]);

    private static string? ReadToken(string path) =>
        File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
}
