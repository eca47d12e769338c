using System.Text.Json;

namespace Transcribe.Whisper.Folder;

/// <summary>
/// A folder's byte-level BPE, from <c>tokenizer.json</c>, or from <c>vocab.json</c>, <c>merges.txt</c> and <c>added_tokens.json</c>.
/// </summary>
/// <param name="Path">The file that holds the vocabulary.</param>
/// <param name="Vocabulary">Ids by token; bytes are written as GPT-2's printable characters.</param>
/// <param name="Merges">Pairs joined by one space, most frequent first.</param>
/// <param name="Added">Ids by name of the tokens outside the vocabulary proper.</param>
internal sealed record TokenizerFiles(
    string Path, Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges, Dictionary<string, int> Added)
{
    /// <exception cref="ModelFolderException">The folder has no tokenizer, or the tokenizer is broken or not a byte-level BPE.</exception>
    public static TokenizerFiles Read(string folder)
    {
        var path = System.IO.Path.Combine(folder, "tokenizer.json");
        return ModelJson.ReadIfPresent(path) is { } json ? FromTokenizerJson(json) : FromVocabulary(folder);
    }

    /// <summary>
    /// Tokens of the form <c>&lt;|…|&gt;</c>. Old folders have <c>&lt;|endoftext|&gt;</c> in the vocabulary and the others among the added
    /// tokens, so both are searched.
    /// </summary>
    public Dictionary<string, int> Specials()
    {
        var specials = new Dictionary<string, int>();
        foreach (var (name, id) in Vocabulary.Concat(Added))
        {
            if (name.StartsWith("<|", StringComparison.Ordinal) && name.EndsWith("|>", StringComparison.Ordinal))
                specials[name] = id;
        }
        return specials;
    }

    private static TokenizerFiles FromTokenizerJson(ModelJson json)
    {
        if (json.OptionalObject("model") is not { } model
            || !model.TryGetProperty("vocab", out var vocabulary) || vocabulary.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("merges", out var merges) || merges.ValueKind != JsonValueKind.Array)
            throw json.Wrong("is not a BPE tokenizer: it has no \"model\" with \"vocab\" and \"merges\"");
        return new(
            json.Path,
            json.Ids(vocabulary, "model.vocab"),
            [.. merges.EnumerateArray().Select(merge => Merge(json, merge))],
            AddedTokens(json));
    }

    /// <summary>Merges have the form "a b", or ["a", "b"] in files of newer libraries.</summary>
    private static string Merge(ModelJson json, JsonElement merge) => merge.ValueKind switch
    {
        JsonValueKind.String => merge.GetString()!,
        JsonValueKind.Array when merge.GetArrayLength() == 2
            && merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) =>
            $"{merge[0].GetString()} {merge[1].GetString()}",
        _ => throw json.Wrong($"\"model.merges\" has {merge.GetRawText()}, which is not a pair of tokens"),
    };

    private static Dictionary<string, int> AddedTokens(ModelJson json)
    {
        var added = new Dictionary<string, int>();
        foreach (var token in json.OptionalArray("added_tokens")?.EnumerateArray() ?? default)
        {
            if (token.ValueKind != JsonValueKind.Object
                || !token.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.String
                || !token.TryGetProperty("id", out var id))
                throw json.Wrong($"\"added_tokens\" has {token.GetRawText()}, which lacks \"id\" or \"content\"");
            added[content.GetString()!] = json.ToInt(id, "added_tokens.id");
        }
        return added;
    }

    private static TokenizerFiles FromVocabulary(string folder)
    {
        var vocabulary = ModelJson.ReadIfPresent(System.IO.Path.Combine(folder, "vocab.json"))
            ?? throw new ModelFolderException(folder, "holds no tokenizer: neither tokenizer.json nor vocab.json");
        var merges = System.IO.Path.Combine(folder, "merges.txt");
        if (!File.Exists(merges))
            throw new ModelFolderException(merges, "is missing; vocab.json needs it");
        var added = ModelJson.ReadIfPresent(System.IO.Path.Combine(folder, "added_tokens.json"));
        return new(
            vocabulary.Path,
            vocabulary.Ids(vocabulary.Root, "vocab"),
            [.. File.ReadLines(merges).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))],
            added?.Ids(added.Root, "added_tokens") ?? []);
    }
}
