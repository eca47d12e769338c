using System.Text.RegularExpressions;

namespace Transcribe.Engines.Hub;

/// <summary>A repository on the hub.</summary>
/// <param name="Id"><c>owner/name</c>.</param>
/// <param name="Revision">A branch, tag, commit, or a reference like <c>refs/pr/1</c>.</param>
internal sealed partial record HubRepository(string Id, string Revision)
{
    private const string DefaultRevision = "main";

    /// <summary>
    /// Parses <c>owner/name</c> or <c>owner/name@revision</c>; null for any other text, including text that could lead out of the cache
    /// folder.
    /// </summary>
    public static HubRepository? Parse(string text)
    {
        var match = Form.Match(text);
        if (!match.Success
            || text.Contains("..", StringComparison.Ordinal)
            || match.Groups["id"].Value.Contains("--", StringComparison.Ordinal))
            return null;
        return new(
            match.Groups["id"].Value,
            match.Groups["revision"] is { Success: true, Value: var revision } ? revision : DefaultRevision);
    }

    // The rules for names are those of huggingface_hub's validate_repo_id; "--" is reserved for the cache's folder names.
    [GeneratedRegex(
        @"^(?<id>[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,95})(@(?<revision>[A-Za-z0-9_][A-Za-z0-9_./-]{0,255}))?\z")]
    private static partial Regex Form { get; }
}
