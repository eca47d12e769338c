using Transcribe.Engine.Generation;
using Transcribe.Engine.Segments;

namespace Transcribe.Engine.Live.Agreement;

/// <summary>
/// What two transcripts in a row of one utterance agree on stays (LocalAgreement-2: Liu, Spanakis, Niehues 2020; Macháček, Dabre, Bojar 2023): the whole words that both begin with.
/// The last word of the later transcript may be cut off by the end of the audio, so it waits, unless a pause follows.
/// </summary>
/// <param name="codec">The model's vocabulary.</param>
/// <param name="endOfText">Ids below are text.</param>
internal sealed class LocalAgreement(ITextCodec codec, int endOfText)
{
    private readonly WordSplitter _splitter = new(codec);
    private int[] _last = [];

    /// <summary>Tokens that stay, timestamps between them included: what the next transcript of the utterance begins with.</summary>
    public IReadOnlyList<GeneratedToken> Stable { get; private set; } = [];

    /// <summary>The language of <see cref="Stable"/>; null while there is nothing stable.</summary>
    public string? Language { get; private set; }

    /// <summary>Takes the next transcript, which begins with <see cref="Stable"/>.</summary>
    /// <param name="tokens">Timestamps included.</param>
    /// <param name="language">Decides how words are told apart.</param>
    /// <param name="endsInPause">Whether the last word is whole.</param>
    public void Add(IReadOnlyList<GeneratedToken> tokens, string language, bool endsInPause)
    {
        int[] text = [.. tokens.Where(IsText).Select(token => token.Id)];
        var agreed = text.AsSpan().CommonPrefixLength(_last);
        _last = text;
        var whole = WholeWords(text, language, endsInPause).LastOrDefault(end => end <= agreed);
        if (whole <= Stable.Count(IsText))
            return;
        (Stable, Language) = (UpToText(tokens, whole), language);
    }

    /// <summary>Another utterance begins.</summary>
    public void Reset() => (_last, Stable, Language) = ([], [], null);

    /// <summary>Text of tokens: segments joined by one space.</summary>
    public string Text(IReadOnlyList<GeneratedToken> tokens)
    {
        var (parts, part) = (new List<string>(), new List<int>());
        foreach (var token in tokens)
        {
            if (IsText(token))
            {
                part.Add(token.Id);
                continue;
            }

            parts.Add(codec.Decode(part).Trim());
            part.Clear();
        }

        parts.Add(codec.Decode(part).Trim());
        return string.Join(' ', parts.Where(text => text.Length > 0));
    }

    private bool IsText(GeneratedToken token) => token.Id < endOfText;

    /// <summary>How many tokens there are up to each place where a word is whole, as another begins.</summary>
    private IEnumerable<int> WholeWords(int[] text, string language, bool endsInPause)
    {
        var end = 0;
        foreach (var (word, count) in _splitter.Split(text, language))
        {
            // Marks belong to the word before them.
            if (end > 0 && (WordSplitter.IsUnspaced(language) || word.StartsWith(' ')))
                yield return end;
            end += count;
        }

        if (endsInPause)
            yield return end;
    }

    private List<GeneratedToken> UpToText(IReadOnlyList<GeneratedToken> tokens, int count)
    {
        var taken = new List<GeneratedToken>();
        foreach (var token in tokens)
        {
            if (count == 0)
                break;
            taken.Add(token);
            if (IsText(token))
                count--;
        }

        return taken;
    }
}
