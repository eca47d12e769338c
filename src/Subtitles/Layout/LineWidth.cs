namespace Transcribe.Subtitles.Layout;

/// <summary>The width of lines by the script of the text.</summary>
internal static class LineWidth
{
    private const int HalfWidth = 42;

    /// <summary>16 full-width characters.</summary>
    private const int FullWidth = 32;

    /// <summary>42 columns, or 32 if most of the columns are those of full-width characters.</summary>
    public static int Default(IReadOnlyCollection<SubtitleWord> words)
    {
        // A full-width character has two columns and no other character has more than one, so the widths above the lengths count them.
        var full = words.Sum(word => Math.Max(0, word.Width - word.Text.Length));
        return 4 * full > words.Sum(word => word.Width) ? FullWidth : HalfWidth;
    }
}
