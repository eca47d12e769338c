using Transcribe.Engines.Words;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Alignment;

/// <summary>
/// Assigns words to each segment. The words are those of openai/whisper's <c>add_word_timestamps</c>; their times are fitted between the
/// segment's timestamps, which do not change.
/// </summary>
internal sealed class WordTimes(ITextCodec codec)
{
    private readonly WordSplitter _splitter = new(codec.Bytes);

    /// <summary>Adds words to the segments.</summary>
    /// <param name="segments">All segments of a window, in order.</param>
    /// <param name="tokenTimes">The times of each text token of the segments, in order.</param>
    /// <param name="language">The language, which determines how words are split.</param>
    public void Assign(IReadOnlyList<SegmentDraft> segments, IReadOnlyList<(float Start, float End)> tokenTimes, string language)
    {
        var words = Words(segments, tokenTimes, language);
        var fit = WordFit.Of(words);
        PunctuationMerger.Merge(words);
        Distribute(words, segments);
        foreach (var segment in segments.Where(segment => segment.IsAudible && segment.Words.Count > 0))
            fit.Fit(segment.Words, segment.Start, segment.End);
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
                    segment.Words.Add(words[next]);
            }
        }
    }
}
