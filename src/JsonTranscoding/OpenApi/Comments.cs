using Google.Protobuf.Reflection;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>What the contract's comments say.</summary>
internal static class Comments
{
    /// <summary>The comment before a declaration, its lines trimmed; null where there is none.</summary>
    public static string? Of(DescriptorDeclaration? declaration)
    {
        var lines = declaration?.LeadingComments.Split('\n', StringSplitOptions.TrimEntries) ?? [];
        return OrNull(string.Join('\n', lines).Trim());
    }

    /// <summary>Parts that are not empty, each a paragraph (of CommonMark, as OpenAPI's descriptions are); null where there is none.</summary>
    public static string? Paragraphs(IEnumerable<string?> parts) => OrNull(string.Join("\n\n", parts.Where(part => !string.IsNullOrEmpty(part))));

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
