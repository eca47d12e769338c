using System.Text;

namespace Transcribe.Engines.Words;

/// <summary>Splits text tokens into words like openai/whisper's <c>split_to_word_tokens</c>.</summary>
/// <param name="bytesOf">The UTF-8 bytes of one text id; they may be a part of a character.</param>
internal sealed class WordSplitter(Func<int, byte[]> bytesOf)
{
    private const char Replacement = '\uFFFD';

    /// <summary>Python's <c>string.punctuation</c>, in its order.</summary>
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Languages written without spaces; their text is split between characters.</summary>
    private static readonly HashSet<string> Unspaced = ["zh", "ja", "th", "lo", "my", "yue"];

    /// <summary>Whether the language is written without spaces between words.</summary>
    public static bool IsUnspaced(string language) => Unspaced.Contains(language);

    /// <summary>Words in order, each with its leading space and the number of its tokens.</summary>
    public IReadOnlyList<(string Text, int TokenCount)> Split(IReadOnlyList<int> ids, string language)
    {
        var characters = AtCharacters(ids);
        return IsUnspaced(language) ? characters : AtSpaces(characters);
    }

    /// <summary>Splits where the bytes so far are whole characters, or are broken in the full text too.</summary>
    private List<(string Text, int TokenCount)> AtCharacters(IReadOnlyList<int> ids)
    {
        var pieces = new List<(string, int)>();
        var full = Encoding.UTF8.GetString([.. ids.SelectMany(bytesOf)]);
        var bytes = new List<byte>();
        var (offset, count) = (0, 0);
        foreach (var id in ids)
        {
            bytes.AddRange(bytesOf(id));
            count++;
            var text = Encoding.UTF8.GetString([.. bytes]);
            var broken = text.IndexOf(Replacement, StringComparison.Ordinal);
            if (broken >= 0 && full[offset + broken] != Replacement)
                continue;
            pieces.Add((text, count));
            offset += text.Length;
            bytes.Clear();
            count = 0;
        }

        return pieces;
    }

    private static List<(string Text, int TokenCount)> AtSpaces(List<(string Text, int TokenCount)> pieces)
    {
        var words = new List<(string Text, int TokenCount)>();
        foreach (var piece in pieces)
        {
            if (words.Count == 0 || piece.Text.StartsWith(' ') || Punctuation.Contains(piece.Text.Trim(), StringComparison.Ordinal))
                words.Add(piece);
            else
                words[^1] = (words[^1].Text + piece.Text, words[^1].TokenCount + piece.TokenCount);
        }

        return words;
    }
}
