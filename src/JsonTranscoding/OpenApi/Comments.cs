using Google.Protobuf.Reflection;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Reads the comments of the contract.</summary>
internal static class Comments
{
    /// <summary>Returns the comment of a declaration with trimmed lines, or null if it has none.</summary>
    public static string? Of(DescriptorDeclaration? declaration)
    {
        var lines = declaration?.LeadingComments.Split('\n', StringSplitOptions.TrimEntries) ?? [];
        return OrNull(string.Join('\n', lines).Trim());
    }

    /// <summary>Joins the non-empty parts as paragraphs (CommonMark, as in OpenAPI descriptions). Returns null if all are empty.</summary>
    public static string? Paragraphs(IEnumerable<string?> parts) =>
        OrNull(string.Join("\n\n", parts.Where(part => !string.IsNullOrEmpty(part))));

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
