using System.Collections.Frozen;
using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Transcribe.Transcription.Catalog;

/// <summary>The names by which requests reach models: their own, aliases, and names on the hub that an operator allows.</summary>
internal sealed partial class ModelNames
{
    /// <summary>Short names of OpenAI's models, for those that are served.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["tiny"] = "openai/whisper-tiny",
        ["base"] = "openai/whisper-base",
        ["small"] = "openai/whisper-small",
        ["medium"] = "openai/whisper-medium",
        ["large-v2"] = "openai/whisper-large-v2",
        ["large-v3"] = "openai/whisper-large-v3",
        ["turbo"] = "openai/whisper-large-v3-turbo",
    };

    /// <summary>The alias that stands for every name that has no other meaning.</summary>
    private const string AnyOther = "*";

    private readonly string[] _allowed;
    private readonly FrozenDictionary<string, string> _aliases;

    /// <param name="options">The operator's aliases and patterns.</param>
    /// <param name="configured">The names of the configured models.</param>
    public ModelNames(ModelsOptions options, IReadOnlyCollection<string> configured)
    {
        _allowed = [.. options.Allowed];
        _aliases = Known.Where(alias => configured.Contains(alias.Value) || IsAllowed(alias.Value))
            .Concat(options.Aliases)
            .GroupBy(alias => alias.Key, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Key != AnyOther)
            .ToFrozenDictionary(same => same.Key, same => same.Last().Value, StringComparer.OrdinalIgnoreCase);
        Other = options.Aliases.TryGetValue(AnyOther, out var other) ? other : null;
    }

    /// <summary>What every name stands for that neither a model nor an alias has; null if requests with such a name fail.</summary>
    public string? Other { get; }

    /// <summary>All aliases and the names that they stand for; an empty name stands for the default model.</summary>
    public IReadOnlyDictionary<string, string> Aliases => _aliases;

    /// <summary>
    /// Whether requests may name a model on the hub that is not configured. A name that could be a path is never allowed.
    /// </summary>
    public bool IsAllowed(string name) =>
        HubName.IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) && !Path.Exists(name)
        && _allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    // owner/name, owner/name/file and either with @revision.
    [GeneratedRegex(@"^[\w-][\w.-]*/[\w-][\w.-]*(/[\w-][\w.-]*)*(@[\w-][\w./-]*)?\z", RegexOptions.ECMAScript)]
    private static partial Regex HubName { get; }
}
