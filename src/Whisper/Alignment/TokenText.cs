using Transcribe.Core;
using Transcribe.Engines.Words;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Alignment;

/// <summary>A window's tokens, split into words.</summary>
/// <param name="tokens">The tokens, timestamps included.</param>
/// <param name="language">The language code, which determines how words are split.</param>
/// <param name="codec">The model's vocabulary.</param>
/// <param name="endOfText">Lower ids are text.</param>
internal sealed class TokenText(IReadOnlyList<GeneratedToken> tokens, string language, ITextCodec codec, int endOfText) : IWindowText
{
    private IReadOnlyList<(string Text, int TokenCount)>? _words;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [.. Split().Select(word => word.Text)];

    /// <inheritdoc/>
    public string Beginning(int words)
    {
        var (parts, part) = (new List<string>(), new List<int>());
        foreach (var token in Take(words))
        {
            if (IsText(token))
            {
                part.Add(token.Id);
                continue;
            }

            parts.Add(codec.Decode(part));
            part.Clear();
        }

        parts.Add(codec.Decode(part));
        return TranscriptText.Join(parts);
    }

    /// <inheritdoc/>
    public Continuation Keep(int words) => new TokenContinuation(language, Take(words));

    /// <summary>
    /// Words with the number of their text tokens. A piece without a leading space belongs to the previous word, unless the language is
    /// written without spaces.
    /// </summary>
    private IReadOnlyList<(string Text, int TokenCount)> Split()
    {
        if (_words is not null)
            return _words;
        var words = new List<(string Text, int TokenCount)>();
        foreach (var (text, count) in new WordSplitter(codec.Bytes).Split([.. tokens.Where(IsText).Select(token => token.Id)], language))
        {
            if (words.Count == 0 || WordSplitter.IsUnspaced(language) || text.StartsWith(' '))
                words.Add((text, count));
            else
                words[^1] = (words[^1].Text + text, words[^1].TokenCount + count);
        }

        return _words = words;
    }

    /// <summary>The tokens of the first words, with the timestamps before and between them.</summary>
    private List<GeneratedToken> Take(int words)
    {
        var text = Split().Take(words).Sum(word => word.TokenCount);
        var taken = new List<GeneratedToken>();
        foreach (var token in tokens)
        {
            if (text == 0)
                break;
            taken.Add(token);
            if (IsText(token))
                text--;
        }

        return taken;
    }

    private bool IsText(GeneratedToken token) => token.Id < endOfText;
}

/// <summary>The beginning of a window's text as tokens, timestamps included.</summary>
internal sealed record TokenContinuation(string Language, IReadOnlyList<GeneratedToken> Tokens) : Continuation(Language);
