using Transcribe.Subtitles.Layout;

namespace Transcribe.Subtitles.Tests;

/// <summary>Layouts as people publish them.</summary>
public sealed class CueLayoutTests
{
    [Fact]
    public void Divide_ShortSentence_IsOneLine() =>
        Assert.Equal(["It fits on one line."], Lay("It fits on one line."));

    [Fact]
    public void Divide_TwoSentences_AreACueEach() => Assert.Equal(
        ["The first sentence is here.", "And the second one follows it."],
        Lay("The first sentence is here. And the second one follows it."));

    [Fact]
    public void Divide_LongSentence_HasLinesOfLikeWidthThatEndAtTheComma() => Assert.Equal(
        ["When the rain had stopped at last,|they went out to look at the river."],
        Lay("When the rain had stopped at last, they went out to look at the river.", milliseconds: 350));

    [Theory]
    [InlineData("She walked all the way down to the old harbour in the", "the|", "the")]
    [InlineData("They told us that we could have waited for him in there", "have|", "have")]
    public void Divide_BeforeAWordThatNeedsTheNext_DoesNotBreakAfterIt(string text, string never, string word)
    {
        var lines = Lay(text + " morning because nobody had said anything about that.", milliseconds: 250);

        Assert.All(lines, line => Assert.DoesNotContain(never, line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.False(line.EndsWith(" " + word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Divide_GermanArticle_StaysWithItsNoun()
    {
        const string text = "Wir haben am Abend lange über die Geschichte der Stadt gesprochen und dann die Karte gesucht.";

        var lines = Words.Lines(CueLayout.Divide(Words.Of(text), "de", new SubtitleOptions()));

        Assert.All(
            lines.SelectMany(cue => cue.Split('|')),
            line => Assert.DoesNotContain(line.Split(' ')[^1], new[] { "die", "der", "dann die", "haben" }));
    }

    [Fact]
    public void Divide_LongPause_EndsTheCue()
    {
        SubtitleWord[] words = [new(0, 500, "before", false), new(3_500, 4_000, "after", true)];

        Assert.Equal(["before", "after"], Words.Lines(CueLayout.Divide(words, "en", new SubtitleOptions())));
    }

    [Fact]
    public void Divide_ShortCueBeforeAPause_IsShownForTheLeastDuration()
    {
        SubtitleWord[] words = [new(1_000, 1_200, "Yes.", false), new(3_000, 3_300, "No.", true)];

        var cues = CueLayout.Divide(words, "en", new SubtitleOptions());

        Assert.Equal((1_000, 1_833), (cues[0].Start, cues[0].End));
    }

    [Fact]
    public void Divide_FastSpeechBeforeAPause_IsShownAsLongAsItTakesToRead()
    {
        // 34 columns take two seconds at 17 columns a second.
        SubtitleWord[] words = [.. Words.Of("abcdefghijklmnop abcdefghijklmnop.", 400), new(5_000, 5_500, "Next.", true)];

        var cues = CueLayout.Divide(words, "en", new SubtitleOptions());

        Assert.Equal((0, 2_000), (cues[0].Start, cues[0].End));
    }

    [Fact]
    public void Divide_ShortCueBeforeTheNext_LeavesTheGap()
    {
        SubtitleWord[] words = [new(0, 300, "Yes.", false), new(500, 800, "No.", true)];

        Assert.Equal(420, CueLayout.Divide(words, "en", new SubtitleOptions { MaxLineCount = 1, MaxWordsPerLine = 1 })[0].End);
    }

    [Fact]
    public void Divide_VeryShortLastWordBeforeTheNextCue_IsShownWhileItIsSpoken()
    {
        SubtitleWord[] words = [new(0, 900, "Are", false), new(900, 940, "you?", true), new(940, 1_400, "Yes.", true)];

        Assert.Equal(920, CueLayout.Divide(words, "en", new SubtitleOptions { MaxLineCount = 1, MaxWordsPerLine = 2 })[0].End);
    }

    [Fact]
    public void Divide_CharacterWiderThanALine_IsCutBetweenItsCodePoints()
    {
        // One character for the reader, as a model may repeat it, with sixty columns.
        var text = string.Concat(Enumerable.Repeat("👩\u200D", 30));

        var cues = CueLayout.Divide([new(0, 1_000, text, false)], "en", new SubtitleOptions { MaxLineWidth = 10 });

        Assert.Equal(text, string.Concat(Words.Lines(cues)).Replace("|", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Divide_Chinese_HasSixteenCharactersALineAndNoPunctuationAtTheBegin()
    {
        const string text = "今天的天气非常好，我们一起去公园散步，然后回家吃晚饭。明天早上再见。";
        var cues = CueLayout.Divide(SubtitleWords.Of([Words.Segment(text, 0, 9, "zh")]), "zh", new SubtitleOptions());

        var lines = Words.Lines(cues).SelectMany(cue => cue.Split('|')).ToArray();

        Assert.Equal(text, string.Concat(lines));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 16));
        Assert.All(lines, line => Assert.DoesNotContain(line[0], "，。"));
    }

    [Fact]
    public void Divide_WordsPerLine_AreAtMostThat() => Assert.Equal(
        ["one two", "three four", "five"],
        Words.Lines(CueLayout.Divide(
            Words.Of("one two three four five", 600), "en", new SubtitleOptions { MaxWordsPerLine = 2, MaxLineCount = 1 })));

    [Fact]
    public void Divide_WordWiderThanALine_IsCut() => Assert.Equal(
        ["abcdefghij|klmno"],
        Words.Lines(CueLayout.Divide(Words.Of("abcdefghijklmno", 2_000), "en", new SubtitleOptions { MaxLineWidth = 10 })));

    [Fact]
    public void Divide_NoWords_IsNoCue() => Assert.Empty(CueLayout.Divide([], "", new SubtitleOptions()));

    private static string[] Lay(string text, int milliseconds = 300) =>
        Words.Lines(CueLayout.Divide(Words.Of(text, milliseconds), "en", new SubtitleOptions()));
}
