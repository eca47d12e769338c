namespace Transcribe.Subtitles.Layout;

/// <summary>
/// Divides words into cues and lines by dynamic programming: the layout with the least sum of costs, among all that keep the limits of
/// width, lines, words and duration. The costs are those of broken rules that publishers set for readers (Netflix Timed Text Style Guide;
/// BBC Subtitle Guidelines).
/// </summary>
internal sealed class CueLayout
{
    /// <summary>The cost of each cue, so that short sentences share one.</summary>
    private const double PerCue = 8;

    /// <summary>The cost of each line after the first, so that text which fits one line gets one.</summary>
    private const double PerLine = 5;

    /// <summary>The cost of two lines of which one is full and one is empty; equal lines cost the least.</summary>
    private const double Ragged = 6;

    /// <summary>The cost of each second that is missing to read the text.</summary>
    private const double TooFast = 12;

    /// <summary>The cost of each second that is missing to the least duration.</summary>
    private const double TooShort = 15;

    /// <summary>The cost of a sentence that ends within a cue.</summary>
    private const double TwoSentences = 6;

    /// <summary>The cost of each second of silence within a cue, beyond a pause that a listener hardly notices.</summary>
    private const double Silence = 6;

    private const double ShortPause = 0.4;

    private readonly SubtitleWord[] _words;
    private readonly SubtitleOptions _options;
    private readonly int _maxWidth;
    private readonly BreakCosts _breaks;

    // Of the best layout of the first words, by their number: its cost, the begin of its last cue and the lines of that cue.
    private readonly double[] _best;
    private readonly int[] _begins;
    private readonly int[][] _lines;

    private CueLayout(SubtitleWord[] words, SubtitleOptions options, int maxWidth, BreakCosts breaks)
    {
        (_words, _options, _maxWidth, _breaks) = (words, options, maxWidth, breaks);
        _best = new double[words.Length + 1];
        _begins = new int[words.Length + 1];
        _lines = new int[words.Length + 1][];
        Array.Fill(_best, double.PositiveInfinity, 1, words.Length);
    }

    /// <summary>Divides words into cues, in order of time, without overlap.</summary>
    /// <param name="words">In order.</param>
    /// <param name="language">The language of the text as a BCP-47 code; empty if unknown.</param>
    /// <param name="options">The limits.</param>
    public static IReadOnlyList<Cue> Divide(IEnumerable<SubtitleWord> words, string language, SubtitleOptions options)
    {
        var given = words.ToArray();
        var maxWidth = options.MaxLineWidth ?? LineWidth.Default(given);
        var run = WordRun.Prepare(given, maxWidth);
        var layout = new CueLayout(run, options, maxWidth, new BreakCosts(BreakWords.Of(language)));
        for (var begin = 0; begin < run.Length; begin++)
            layout.Extend(begin);
        return layout.Read();
    }

    /// <summary>Tries all cues that begin with one word, after the best layout of the words before it.</summary>
    private void Extend(int begin)
    {
        // By line and end: the least cost of the lines up to there, and where the last of them begins.
        var costs = new List<double[]>();
        var starts = new List<int[]>();
        var longest = Longest(begin);
        for (var line = 0; line < _options.MaxLineCount; line++)
        {
            var cost = new double[longest + 1];
            var start = new int[longest + 1];
            Array.Fill(cost, double.PositiveInfinity);
            for (var from = 0; from < longest; from++)
            {
                var before = line == 0 ? (from == 0 ? 0 : double.PositiveInfinity) : costs[line - 1][from];
                if (double.IsInfinity(before))
                    continue;
                if (line > 0)
                    before += PerLine + _breaks.Between(_words[begin + from - 1], _words[begin + from]);
                AddLine(begin, from, before, longest, cost, start);
            }
            costs.Add(cost);
            starts.Add(start);
        }
        for (var count = 1; count <= longest; count++)
            Keep(begin, count, costs, starts);
    }

    // Each line from a word on that is not too wide.
    private void AddLine(int begin, int from, double before, int longest, double[] cost, int[] start)
    {
        var width = 0;
        var mostWords = _options.MaxWordsPerLine ?? int.MaxValue;
        for (var to = from + 1; to <= longest && to - from <= mostWords; to++)
        {
            var word = _words[begin + to - 1];
            width += word.Width + (word.IsSpaced && to - 1 > from ? 1 : 0);
            if (width > _maxWidth)
                break;
            var filled = (double)width / _maxWidth;
            var whole = before + (Ragged * filled * filled);
            if (whole < cost[to])
                (cost[to], start[to]) = (whole, from);
        }
    }

    private void Keep(int begin, int count, List<double[]> costs, List<int[]> starts)
    {
        var lines = Enumerable.Range(0, costs.Count).MinBy(line => costs[line][count]);
        if (double.IsInfinity(costs[lines][count]))
            return;
        var end = begin + count;
        var cost = _best[begin] + costs[lines][count] + PerCue + Cost(begin, end);
        if (cost >= _best[end])
            return;
        (_best[end], _begins[end]) = (cost, begin);
        var breaks = new int[lines + 1];
        for (var (line, at) = (lines, count); line >= 0; line--)
            breaks[line] = at = starts[line][at];
        _lines[end] = breaks;
    }

    /// <summary>The most words of a cue that begins with one word: without a long pause, within the longest duration.</summary>
    private int Longest(int begin)
    {
        var limit = _words[begin].Start + (long)_options.MaxDuration.TotalMilliseconds;
        var most = _options.MaxLineCount * (long)Math.Min(_options.MaxWordsPerLine ?? int.MaxValue, _maxWidth + 1);
        var end = begin + 1;
        while (end < _words.Length && end - begin < most
            && _words[end].End <= limit
            && _words[end].Start - _words[end - 1].End < BreakCosts.LongPause)
            end++;
        return end - begin;
    }

    /// <summary>The cost of the words of a cue, whatever its lines are.</summary>
    private double Cost(int begin, int end)
    {
        var width = 0;
        var sentences = 0;
        var silence = 0.0;
        for (var word = begin; word < end; word++)
        {
            width += _words[word].Width + (_words[word].IsSpaced && word > begin ? 1 : 0);
            if (word + 1 == end)
                break;
            if (BreakCosts.EndsSentence(_words[word].Text))
                sentences++;
            silence += Math.Max(0, ((_words[word + 1].Start - _words[word].End) / 1000.0) - ShortPause);
        }
        var start = _words[begin].Start;
        var next = end < _words.Length ? _words[end].Start : long.MaxValue;
        var duration = CueTimes.End(start, _words[end - 1], next, width, _options) - start;
        var missing = Math.Max(0, CueTimes.Reading(width, _options) - duration) / 1000.0;
        var tooShort = Math.Max(0, _options.MinDuration.TotalMilliseconds - duration) / 1000;
        var broken = end < _words.Length ? _breaks.Between(_words[end - 1], _words[end]) : 0;
        return (TooFast * missing) + (TooShort * tooShort) + (TwoSentences * sentences) + (Silence * silence) + broken;
    }

    private List<Cue> Read()
    {
        var cues = new List<Cue>();
        for (var end = _words.Length; end > 0; end = _begins[end])
            cues.Add(Read(_begins[end], end));
        cues.Reverse();
        return cues;
    }

    private Cue Read(int begin, int end)
    {
        var breaks = _lines[end];
        IReadOnlyList<SubtitleWord>[] lines =
        [
            .. breaks.Select((from, line) =>
                _words[(begin + from)..(line + 1 < breaks.Length ? begin + breaks[line + 1] : end)]),
        ];
        var width = lines.Sum(line => DisplayWidth.Of(Cue.Text(line)));
        var next = end < _words.Length ? _words[end].Start : long.MaxValue;
        return new Cue(_words[begin].Start, CueTimes.End(_words[begin].Start, _words[end - 1], next, width, _options), lines);
    }
}
