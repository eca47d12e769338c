using System.Buffers;
using System.Collections.Frozen;
using Transcribe.Core;

namespace Transcribe.Subtitles.Layout;

/// <summary>How good it is to end a line or a cue between two words. 0 is best; the unit is that of <see cref="CueLayout"/>.</summary>
internal sealed class BreakCosts(BreakWords words)
{
    /// <summary>A pause that ends a cue in any case, as in openai/whisper's writer.</summary>
    public const long LongPause = 3_000;

    /// <summary>A break that readers stumble over, such as one after an article.</summary>
    public const double Bad = 20;

    private const double Plain = 6;
    private const double BeforeOpener = 3;
    private const double AfterClause = 1.5;
    private const double AfterPause = 2;

    /// <summary>A pause in speech that a listener notices, in ms.</summary>
    private const long Pause = 400;

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?…。！？｡؟।");
    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create(",;:–—、，；：،");
    private static readonly SearchValues<char> Closing = SearchValues.Create("\"'”’»)]}」』）】》");

    private static readonly FrozenSet<string> Titles =
        new[] { "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Hr.", "Fr.", "Sr.", "Sra.", "No.", "Nr." }.ToFrozenSet();

    // Characters that may not begin a line (JIS X 4051, the common part), and those that may not end one.
    private static readonly SearchValues<char> NotFirst = SearchValues.Create("。、，．！？；：…」』）】》〉〕ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?;:)]}%");
    private static readonly SearchValues<char> NotLast = SearchValues.Create("「『（【《〈〔([{¿¡");

    /// <summary>The cost of a break between two words.</summary>
    public double Between(SubtitleWord before, SubtitleWord after)
    {
        if (!after.IsSpaced && IsInseparable(before, after))
            return Bad;
        if (EndsSentence(before.Text))
            return 0;
        if (After(before.Text, ClauseEnds))
            return AfterClause;
        if (words.Bound.Contains(before.Text))
            return Bad;
        var cost = words.Openers.Contains(after.Text) ? BeforeOpener : words.Openers.Contains(before.Text) ? Bad / 2 : Plain;
        return after.Start - before.End >= Pause ? Math.Min(cost, AfterPause) : cost;
    }

    /// <summary>Whether a word ends a sentence.</summary>
    public static bool EndsSentence(string word) => After(word, SentenceEnds) && !Titles.Contains(word);

    // The parts of one word, or a character next to punctuation that belongs to it.
    private static bool IsInseparable(SubtitleWord before, SubtitleWord after) =>
        NotFirst.Contains(after.Text[0])
        || NotLast.Contains(before.Text[^1])
        || !(TranscriptText.IsUnspaced(before.Text.EnumerateRunes().Last())
            || TranscriptText.IsUnspaced(after.Text.EnumerateRunes().First()));

    private static bool After(string text, SearchValues<char> marks)
    {
        var end = text.AsSpan();
        while (end.Length > 1 && Closing.Contains(end[^1]))
            end = end[..^1];
        return marks.Contains(end[^1]);
    }
}
