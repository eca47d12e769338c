using System.Globalization;

namespace Transcribe.Bench.Models;

/// <summary>
/// A vocabulary in the layout of the multilingual tokenizer of openai/whisper, with equal ids for special tokens, languages and timestamps.
/// The text tokens are the 256 bytes, followed by distinct random words of four letters.
/// </summary>
internal sealed class SyntheticVocabulary(int languageCount)
{
    /// <summary>The id of a single space: byte 0x20 in the byte order of GPT-2.</summary>
    public const int Space = 220;

    public const int EndOfText = 50_257;

    public const int StartOfTranscript = EndOfText + 1;

    /// <summary>The first text token that is a word; the tokens before it are bytes.</summary>
    public const int FirstWord = 256;

    public const int WordCount = EndOfText - FirstWord;

    /// <summary>The number of timestamps, 0.00 to 30.00 s inclusive in steps of 20 ms.</summary>
    private const int TimestampCount = 1501;

    // In the order of their tokens (openai/whisper, tokenizer.py, LANGUAGES).
    private static readonly string[] LanguageCodes =
    (
        "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa " +
        "lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw " +
        "gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue"
    ).Split(' ');

    public IReadOnlyDictionary<string, int> Languages { get; } =
        LanguageCodes.Take(languageCount)
            .Select((code, index) => (code, index))
            .ToDictionary(language => $"<|{language.code}|>", language => StartOfTranscript + 1 + language.index);

    public int Translate => StartOfTranscript + 1 + languageCount;

    public int Transcribe => Translate + 1;

    public int StartOfPrevious => Translate + 3;

    public int NoTimestamps => Translate + 5;

    public int FirstTimestamp => NoTimestamps + 1;

    public int LastTimestamp => FirstTimestamp + TimestampCount - 1;

    public int Size => LastTimestamp + 1;

    /// <summary>The content of <c>vocab.json</c>: text tokens, with bytes encoded as the printable characters of GPT-2.</summary>
    public static Dictionary<string, int> Text() => PrintableBytes()
        .Concat(Enumerable.Range(0, WordCount).Select(word => $"\u0120{Letters(word)}"))
        .Select((token, id) => (token, id))
        .ToDictionary(entry => entry.token, entry => entry.id);

    /// <summary>The content of <c>added_tokens.json</c>: special tokens, languages and timestamps.</summary>
    public Dictionary<string, int> Added()
    {
        var added = new Dictionary<string, int>(Languages)
        {
            ["<|endoftext|>"] = EndOfText,
            ["<|startoftranscript|>"] = StartOfTranscript,
            ["<|translate|>"] = Translate,
            ["<|transcribe|>"] = Transcribe,
            ["<|startoflm|>"] = Translate + 2,
            ["<|startofprev|>"] = StartOfPrevious,
            ["<|nospeech|>"] = Translate + 4,
            ["<|notimestamps|>"] = NoTimestamps,
        };
        for (var step = 0; step < TimestampCount; step++)
            added[string.Create(CultureInfo.InvariantCulture, $"<|{step * 0.02:F2}|>")] = FirstTimestamp + step;
        return added;
    }

    // A factor that is coprime to 26⁴ distributes the numbers over all combinations, so that text of such words compresses as little as
    // speech.
    private static string Letters(int word) => string.Create(4, word * 200_003L % 456_976, static (letters, number) =>
    {
        foreach (ref var letter in letters)
            (letter, number) = ((char)('a' + (number % 26)), number / 26);
    });

    // bytes_to_unicode of openai/gpt-2 (encoder.py): printable Latin-1 characters map to themselves and come first; the other 68 bytes map
    // to U+0100 and up.
    private static IEnumerable<string> PrintableBytes() =>
        Characters('!', '~').Concat(Characters('\u00A1', '\u00AC'))
            .Concat(Characters('\u00AE', '\u00FF'))
            .Concat(Characters('\u0100', '\u0143'));

    private static IEnumerable<string> Characters(char first, char last) =>
        Enumerable.Range(first, last - first + 1).Select(code => ((char)code).ToString());
}
