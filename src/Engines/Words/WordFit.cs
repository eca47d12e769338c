namespace Transcribe.Engines.Words;

/// <summary>
/// Fits the words of a segment between its timestamps. The attention sometimes places words outside the segment, or several words at one
/// moment, or extends a word over a pause; the timestamps are more reliable. openai/whisper's <c>add_word_timestamps</c> moves the segment
/// to its words in most of these cases.
/// </summary>
/// <param name="typical">The duration of a typical word in seconds, more than 0.</param>
internal sealed class WordFit(double typical)
{
    /// <summary>
    /// A shorter word is not plausible: two encoder frames, in seconds. In a segment without room for this, all words are equally long.
    /// </summary>
    private const double MinDuration = 0.04;

    /// <summary>Words are limited to this multiple of the typical duration, as in openai/whisper's <c>add_word_timestamps</c>.</summary>
    private const double MaxRatio = 2;

    /// <summary>The longest typical duration of a word in seconds, from <c>add_word_timestamps</c>.</summary>
    private const double MaxTypical = 0.7;

    /// <summary>The shortest, in seconds; if most words of a window are shorter, the alignment has failed.</summary>
    private const double MinTypical = 0.2;

    /// <summary>Allows for rounding in the comparison with the least duration.</summary>
    private const double Rounding = 1 - 1e-9;

    /// <summary>The fit of a window's words, whose median duration is typical.</summary>
    public static WordFit Of(IEnumerable<WordTiming> words)
    {
        var median = Median([.. words.Select(word => word.Duration).Where(duration => duration > 0).Order()]);
        return new WordFit(Math.Clamp(median, MinTypical, MaxTypical));
    }

    /// <summary>Gives the words times in order, without overlap, inside the segment, each longer than 0.</summary>
    /// <param name="words">The words of one segment, at least one.</param>
    /// <param name="start">The segment's start in seconds.</param>
    /// <param name="end">The segment's end in seconds, after its start.</param>
    public void Fit(IList<WordTiming> words, double start, double end)
    {
        var least = Math.Min(MinDuration, (end - start) / words.Count);
        var runs = Clamp(words, start, end, least);
        for (int i; (i = runs.FindIndex(run => run.Pace < least * Rounding)) >= 0;)
            Widen(runs, i, start, end, least);

        var next = 0;
        foreach (var run in runs)
        {
            Spread([.. words.Skip(next).Take(run.Count)], run, least);
            next += run.Count;
        }

        Shorten(words);
    }

    /// <summary>
    /// The words' own times, limited to the segment and put in order. Words that are too short and follow each other directly are one run.
    /// </summary>
    private static List<Run> Clamp(IList<WordTiming> words, double start, double end, double least)
    {
        var runs = new List<Run>();
        foreach (var word in words)
        {
            var from = Math.Clamp(word.Start, start, end);
            start = Math.Clamp(word.End, from, end);
            if (runs is [.., var last] && last.End >= from && last.Pace < least * Rounding && start - from < least * Rounding)
                runs[^1] = new Run(last.Count + 1, last.Start, start);
            else
                runs.Add(new Run(1, from, start));
        }

        return runs;
    }

    /// <summary>Extends a run that is too short into the pauses around it, or joins it with its longer neighbour.</summary>
    private void Widen(List<Run> runs, int i, double start, double end, double least)
    {
        var run = runs[i];
        var (from, to) = (i == 0 ? start : runs[i - 1].End, i == runs.Count - 1 ? end : runs[i + 1].Start);
        if (to - from >= run.Count * least * Rounding)
        {
            var duration = Math.Min(run.Count * typical, to - from);
            var at = Math.Max(from, Math.Min(run.Middle - (duration / 2), to - duration));
            runs[i] = run with { Start = at, End = Math.Min(to, at + duration) };
            return;
        }

        var first = i == runs.Count - 1 || (i > 0 && runs[i - 1].Pace > runs[i + 1].Pace) ? i - 1 : i;
        runs[first] = new Run(runs[first].Count + runs[first + 1].Count, runs[first].Start, runs[first + 1].End);
        runs.RemoveAt(first + 1);
    }

    /// <summary>Divides a run among its words: the least duration for each, and the rest by their numbers of characters.</summary>
    private static void Spread(WordTiming[] words, Run run, double least)
    {
        var (at, characters) = (run.Start, words.Sum(word => word.Text.Length));
        var rest = Math.Max(0, run.Duration - (run.Count * least));
        foreach (var word in words)
        {
            word.Start = at;
            at += Math.Min(least, run.Duration / run.Count) + (rest * word.Text.Length / characters);
            word.End = at;
        }

        words[^1].End = run.End;
    }

    /// <summary>
    /// Shortens words that extend over a pause: the pause is before the word, except for the first word, which begins with the segment.
    /// </summary>
    private void Shorten(IList<WordTiming> words)
    {
        var max = MaxRatio * typical;
        foreach (var word in words.Where(word => word.Duration > max))
        {
            if (word == words[0])
                word.End = word.Start + max;
            else
                word.Start = word.End - max;
        }
    }

    private static double Median(double[] sorted) =>
        sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>Adjacent words that share a span of time, in seconds.</summary>
    private readonly record struct Run(int Count, double Start, double End)
    {
        public double Duration => End - Start;

        public double Middle => (Start + End) / 2;

        /// <summary>Seconds for each word.</summary>
        public double Pace => Duration / Count;
    }
}
