namespace Transcribe.Whisper.Alignment;

/// <summary>
/// Shortens words that the alignment extended over a pause: those heuristics of openai/whisper's <c>add_word_timestamps</c> that need one
/// window only.
/// </summary>
internal sealed class WordDurations
{
    /// <summary>The longest assumed median duration of a word, in seconds.</summary>
    private const double MaxMedian = 0.7;

    /// <summary>The largest difference, in seconds, at which the words' times replace the segment's.</summary>
    private const double Tolerance = 0.5;

    private const string SentenceEnds = ".。!！?？";

    private readonly double _median;
    private readonly double _max;

    /// <param name="words">All words of the window.</param>
    public WordDurations(IEnumerable<WordTiming> words)
    {
        _median = Math.Min(MaxMedian, Median([.. words.Select(word => word.Duration).Where(duration => duration != 0).Order()]));
        _max = 2 * _median;
    }

    /// <summary>
    /// Limits words at the end of a sentence, and the words after them, to twice the median. Call it before punctuation is merged.
    /// </summary>
    public void ShortenAtSentenceEnds(IReadOnlyList<WordTiming> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Duration <= _max || _median == 0)
                continue;
            if (IsSentenceEnd(words[i]))
                words[i].End = words[i].Start + _max;
            else if (IsSentenceEnd(words[i - 1]))
                words[i].Start = words[i].End - _max;
        }
    }

    /// <summary>Limits the first two words after a pause to twice the median.</summary>
    /// <param name="words">The words of one segment, at least one.</param>
    /// <param name="lastSpeech">The end of the previous segment.</param>
    public void ShortenAfterPause(IList<WordTiming> words, double lastSpeech)
    {
        var first = words[0];
        var second = words.Count > 1 ? words[1] : null;
        if (first.End - lastSpeech <= 4 * _median || (first.Duration <= _max && !(second?.End - first.Start > 2 * _max)))
            return;
        if (second?.Duration > _max)
            first.End = second.Start = Math.Max(second.End / 2, second.End - _max);
        first.Start = Math.Max(0, first.End - _max);
    }

    /// <summary>
    /// Makes the ends of segment and words equal. The words' times are used, unless the first or last word extends far out of the segment.
    /// </summary>
    public void FitEdges(SegmentDraft segment)
    {
        var (first, last) = (segment.Words[0], segment.Words[^1]);
        if (segment.Start < first.End && segment.Start - Tolerance > first.Start)
            first.Start = Math.Max(0, Math.Min(first.End - _median, segment.Start));
        else
            segment.Start = first.Start;

        if (segment.End > last.Start && segment.End + Tolerance < last.End)
            last.End = Math.Max(last.Start + _median, segment.End);
        else
            segment.End = last.End;
    }

    private static bool IsSentenceEnd(WordTiming word) => SentenceEnds.Contains(word.Text, StringComparison.Ordinal);

    private static double Median(double[] sorted) => sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
