namespace Transcribe.Subtitles.Layout;

/// <summary>When a cue ends.</summary>
internal static class CueTimes
{
    /// <summary>
    /// The end of a cue in ms: the end of its speech, or later if it would be too short to be read, and in any case before the next cue and
    /// after the start of its last word.
    /// </summary>
    /// <param name="start">The start of the cue.</param>
    /// <param name="last">Its last word.</param>
    /// <param name="next">
    /// The start of the next cue, later than that of <paramref name="last"/>; <see cref="long.MaxValue"/> if there is none.
    /// </param>
    /// <param name="width">The columns of its text.</param>
    /// <param name="options">The limits.</param>
    public static long End(long start, SubtitleWord last, long next, int width, SubtitleOptions options)
    {
        var readable = start + Math.Max((long)options.MinDuration.TotalMilliseconds, Reading(width, options));
        var end = Math.Min(Math.Max(last.End, readable), start + (long)options.MaxDuration.TotalMilliseconds);
        if (next == long.MaxValue)
            return Math.Max(end, start + 1);
        // The gap takes at most half of what a very short last word has.
        var latest = Math.Max(next - (long)options.Gap.TotalMilliseconds, last.Start + ((next - last.Start + 1) / 2));
        return Math.Clamp(end, start + 1, latest);
    }

    /// <summary>The time to read a text in ms.</summary>
    public static long Reading(int width, SubtitleOptions options) => (long)Math.Ceiling(1000 * width / options.MaxColumnsPerSecond);
}
