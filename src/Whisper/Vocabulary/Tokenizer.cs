using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Vocabulary;

/// <summary>Converts text to ids and back with a folder's byte-level BPE. Safe for concurrent use.</summary>
internal sealed partial class Tokenizer : ITextCodec
{
    private readonly BpeTokenizer _bpe;
    private readonly byte[][] _bytes;

    private Tokenizer(BpeTokenizer bpe, byte[][] bytes)
    {
        _bpe = bpe;
        _bytes = bytes;
    }

    /// <exception cref="ModelFolderException">The tokenizer's files are missing or broken.</exception>
    public static Tokenizer Load(WhisperFolder folder) =>
        Load(TokenizerFiles.Read(folder.Path), folder.Generation.Tokens.EndOfText);

    /// <param name="files">The tokenizer.</param>
    /// <param name="textTokens">The number of text tokens, which have the first ids.</param>
    /// <exception cref="ModelFolderException">The tokenizer is broken.</exception>
    public static Tokenizer Load(TokenizerFiles files, int textTokens) => new(Bpe(files), Bytes(files, textTokens));

    /// <summary>
    /// Ids of plain text, for example a prompt. Text that looks like a special token is text: the result has no special ids.
    /// </summary>
    public int[] Encode(string text) => [.. _bpe.EncodeToIds(text)];

    /// <summary>Text of the ids; special tokens and timestamps are skipped. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string Decode(IEnumerable<int> textIds)
    {
        var bytes = new MemoryStream();
        foreach (var id in textIds)
            bytes.Write(Bytes(id));
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>
    /// The bytes that a token adds to the text, not always whole characters; empty for special tokens and timestamps. Callers must not
    /// write to them.
    /// </summary>
    public byte[] Bytes(int id) => id >= 0 && id < _bytes.Length ? _bytes[id] : [];

    // Pre-tokenisation of openai/gpt-2, encoder.py. .NET sees a letter outside the BMP as two surrogates, which count as punctuation. The
    // result differs only if a contraction ('s, 't …) follows such a letter.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Words { get; }

    private static BpeTokenizer Bpe(TokenizerFiles files)
    {
        // Multilingual vocabularies end in an empty token that has no text; the BPE rejects it.
        var vocabulary = files.Vocabulary.Where(token => token.Key.Length > 0);
        try
        {
            return BpeTokenizer.Create(
                new BpeOptions(vocabulary) { Merges = files.Merges, ByteLevel = true, PreTokenizer = new RegexPreTokenizer(Words, null) });
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new ModelFolderException(files.Path, $"is not a byte-level BPE tokenizer: {e.Message}", e);
        }
    }

    private static byte[][] Bytes(TokenizerFiles files, int textTokens)
    {
        var bytes = new byte[textTokens][];
        Array.Fill(bytes, []);
        foreach (var (token, id) in files.Vocabulary)
        {
            if (id >= 0 && id < textTokens)
                bytes[id] = ByteLevelAlphabet.Bytes(token)
                    ?? throw new ModelFolderException(files.Path, $"token {id} (\"{token}\") is not byte-level");
        }
        return bytes;
    }
}
