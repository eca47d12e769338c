using System.Text.RegularExpressions;

namespace Transcribe.Engines.Hub;

/// <summary>A model that is one file in a repository's top folder.</summary>
/// <param name="Repository">The repository and the revision.</param>
/// <param name="Name">The file's name.</param>
internal sealed partial record HubModelFile(HubRepository Repository, string Name)
{
    /// <summary>Parses <c>owner/name/file.bin</c> or <c>owner/name/file.bin@revision</c>; null for any other text.</summary>
    public static HubModelFile? Parse(string text)
    {
        var match = Form.Match(text);
        return match.Success && HubRepository.Parse(match.Groups["repository"].Value + match.Groups["revision"].Value) is { } repository
            ? new(repository, match.Groups["file"].Value)
            : null;
    }

    [GeneratedRegex(@"^(?<repository>[^/@]+/[^/@]+)/(?<file>[A-Za-z0-9_][A-Za-z0-9_.-]{0,250}\.bin)(?<revision>@.+)?\z")]
    private static partial Regex Form { get; }
}
