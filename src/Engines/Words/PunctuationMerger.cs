namespace Transcribe.Engines.Words;

/// <summary>Joins punctuation to its word, like openai/whisper's <c>merge_punctuations</c>. The word's times do not change.</summary>
internal static class PunctuationMerger
{
    private const string Prepended = "\"'“¿([{-";
    private const string Appended = "\"'.。,，!！?？:：”)]}、";

    public static void Merge(IReadOnlyList<WordTiming> words)
    {
        PrependOpening(words);
        AppendClosing(words);
    }

    private static void PrependOpening(IReadOnlyList<WordTiming> words)
    {
        var following = words.Count - 1;
        for (var i = words.Count - 2; i >= 0; i--)
        {
            var mark = words[i];
            if (!mark.Text.StartsWith(' ') || !Prepended.Contains(mark.Text.Trim(), StringComparison.Ordinal))
            {
                following = i;
                continue;
            }

            words[following].Text = mark.Text + words[following].Text;
            Absorb(words[following], mark);
        }
    }

    private static void AppendClosing(IReadOnlyList<WordTiming> words)
    {
        var previous = 0;
        for (var i = 1; i < words.Count; i++)
        {
            var mark = words[i];
            if (words[previous].Text.EndsWith(' ') || !Appended.Contains(mark.Text, StringComparison.Ordinal))
            {
                previous = i;
                continue;
            }

            words[previous].Text += mark.Text;
            Absorb(words[previous], mark);
        }
    }

    private static void Absorb(WordTiming word, WordTiming mark)
    {
        word.TokenCount += mark.TokenCount;
        (mark.Text, mark.TokenCount) = ("", 0);
    }
}
