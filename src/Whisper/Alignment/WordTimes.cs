using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Alignment;

/// <summary>Assigns times to the words of each segment, like openai/whisper's <c>add_word_timestamps</c>.</summary>
internal sealed class WordTimes(ITextCodec codec)
{
    private readonly WordSplitter _splitter = new(codec);

    /// <summary>Adds words to the segments, and sets each segment's times to those of its first and last word.</summary>
    /// <param name="segments">All segments of a window, in order.</param>
    /// <param name="tokenTimes">The times of each text token of the segments, in order.</param>
    /// <param name="language">The language, which determines how words are split.</param>
    public void Assign(IReadOnlyList<SegmentDraft> segments, IReadOnlyList<(float Start, float End)> tokenTimes, string language)
    {
        var words = Words(segments, tokenTimes, language);
        var durations = new WordDurations(words);
        durations.ShortenAtSentenceEnds(words);
        PunctuationMerger.Merge(words);
        Distribute(words, segments);

        var lastSpeech = 0.0;
        foreach (var segment in segments.Where(segment => segment.Words.Count > 0))
        {
            durations.ShortenAfterPause(segment.Words, lastSpeech);
            durations.FitEdges(segment);
            lastSpeech = segment.End;
        }
    }

    private List<WordTiming> Words(IReadOnlyList<SegmentDraft> segments, IReadOnlyList<(float Start, float End)> times, string language)
    {
        var tokens = segments.SelectMany(segment => segment.Tokens).ToArray();
        var words = new List<WordTiming>();
        var at = 0;
        foreach (var (text, count) in _splitter.Split([.. tokens.Select(token => token.Id)], language))
        {
            var probability = tokens.AsSpan(at, count).ToArray().Average(token => MathF.Exp(token.LogProbability));
            words.Add(new WordTiming
            {
                Text = text,
                TokenCount = count,
                Start = times[at].Start,
                End = times[at + count - 1].End,
                Probability = probability,
            });
            at += count;
        }

        return words;
    }

    /// <summary>Distributes the words by their number of tokens: a word that spans two segments belongs to the first.</summary>
    private static void Distribute(List<WordTiming> words, IReadOnlyList<SegmentDraft> segments)
    {
        var next = 0;
        foreach (var segment in segments)
        {
            for (var taken = 0; next < words.Count && taken < segment.Tokens.Count; taken += words[next++].TokenCount)
            {
                if (!string.IsNullOrWhiteSpace(words[next].Text))
                    segment.Words.Add(Rounded(words[next]));
            }
        }
    }

    /// <summary>Rounds to 10 ms, as the reference does before it compares words with segments.</summary>
    private static WordTiming Rounded(WordTiming word)
    {
        (word.Start, word.End) = (Math.Round(word.Start, 2), Math.Round(word.End, 2));
        return word;
    }
}
