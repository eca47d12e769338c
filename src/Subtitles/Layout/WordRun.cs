namespace Transcribe.Subtitles.Layout;

/// <summary>Prepares words for the layout.</summary>
internal static class WordRun
{
    /// <summary>
    /// The words with strictly increasing starts and positive lengths, without overlap. Words that are wider than a line are cut, and their
    /// parts share the time.
    /// </summary>
    public static SubtitleWord[] Prepare(IEnumerable<SubtitleWord> words, int maxWidth)
    {
        var run = new List<SubtitleWord>();
        foreach (var part in words.SelectMany(word => Cut(word, maxWidth)))
        {
            var start = run.Count == 0 ? Math.Max(0, part.Start) : Math.Max(part.Start, run[^1].Start + 1);
            if (run.Count > 0 && run[^1].End > start)
                run[^1] = run[^1] with { End = start };
            run.Add(part with { Start = start, End = Math.Max(part.End, start + 1) });
        }
        return [.. run];
    }

    private static IEnumerable<SubtitleWord> Cut(SubtitleWord word, int maxWidth)
    {
        if (word.Width <= maxWidth)
            return [word];
        var parts = DisplayWidth.Cut(word.Text, maxWidth).ToArray();
        var share = (word.End - word.Start) / parts.Length;
        return parts.Select((text, index) => new SubtitleWord(
            word.Start + (index * share), word.Start + ((index + 1) * share), text, index == 0 && word.IsSpaced));
    }
}
