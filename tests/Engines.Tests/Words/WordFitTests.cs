using Transcribe.Engines.Words;

namespace Transcribe.Engines.Tests.Words;

public sealed class WordFitTests
{
    private const double Typical = 0.3;

    [Fact]
    public void Fit_PlausibleWords_StayAsTheyAre() =>
        Assert.Equal([(1.0, 1.3), (1.3, 1.5), (1.6, 2.0)], Fit(1, 2, (1.0, 1.3), (1.3, 1.5), (1.6, 2.0)));

    [Fact]
    public void Fit_WordsInTheSilenceBeforeTheSegment_AreSpreadFromItsStart() =>
        Assert.Equal([(6.2, 6.5), (6.5, 6.8)], Fit(6.2, 6.9, (4.73, 4.75), (4.75, 4.77)));

    [Fact]
    public void Fit_WordsAfterTheSegment_AreSpreadUpToItsEnd() =>
        Assert.Equal([(1.4, 1.7), (1.7, 2.0)], Fit(1, 2, (3.0, 3.2), (3.2, 3.5)));

    [Fact]
    public void Fit_WordWithoutLength_TakesThePauseBesideIt() =>
        Assert.Equal([(1.0, 1.4), (1.4, 1.6), (1.6, 2.0)], Fit(1, 2, (1.0, 1.4), (1.4, 1.4), (1.6, 2.0)));

    [Fact]
    public void Fit_WordWithoutLengthOrPause_SharesItsLongerNeighboursTime() =>
        Assert.Equal([(1.0, 1.3), (1.3, 1.55), (1.55, 1.8)], Fit(1, 1.8, (1.0, 1.3), (1.3, 1.3), (1.3, 1.8)));

    [Fact]
    public void Fit_FirstWordOverAPause_EndsAtTwiceTheTypicalDuration() =>
        Assert.Equal([(0, 0.6), (14.6, 15)], Fit(0, 15, (0, 14.6), (14.6, 15)));

    [Fact]
    public void Fit_LaterWordOverAPause_BeginsAtTwiceTheTypicalDurationBeforeItsEnd() =>
        Assert.Equal([(0, 0.4), (14.4, 15)], Fit(0, 15, (0, 0.4), (0.4, 15)));

    [Fact]
    public void Fit_SegmentTooShortForItsWords_DividesItEqually() =>
        Assert.Equal([(1.0, 1.02), (1.02, 1.04), (1.04, 1.06)], Fit(1, 1.06, (0.5, 0.6), (0.6, 1.05), (1.05, 1.5)));

    /// <summary>The fitted times, in seconds, of words with four characters each.</summary>
    private static IEnumerable<(double Start, double End)> Fit(double start, double end, params (double Start, double End)[] times)
    {
        var words = times.Select(time =>
            new WordTiming { Text = " one", TokenCount = 1, Start = time.Start, End = time.End, Probability = 1 }).ToArray();
        new WordFit(Typical).Fit(words, start, end);
        return words.Select(word => (Math.Round(word.Start, 6), Math.Round(word.End, 6)));
    }
}
