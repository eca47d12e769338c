using System.Globalization;

[assembly: AssemblyFixture(typeof(Transcribe.Accuracy.Tests.DigitsFixture))]

namespace Transcribe.Accuracy.Tests;

/// <summary>Measures the accuracy of the bundled model on the digits set. models/digits/README.md sets the bounds.</summary>
public sealed class DigitsTests(DigitsFixture digits, ITestOutputHelper output)
{
    /// <summary>The highest increase of the word error rate by int8: 0.3 percentage points.</summary>
    private const double Int8Cost = 0.003;

    /// <summary>The highest difference of the word error rates of two engines: half a percentage point.</summary>
    private const double EngineDifference = 0.005;

    /// <summary>The highest increase of the word error rate of live audio over files.</summary>
    private const double LiveTolerance = 0.015;

    /// <summary>The highest word error rate of each group.</summary>
    public static TheoryData<string, double> Bounds => new()
    {
        { "en human", 0.08 },
        { "en human long", 0.08 },
        { "en synthetic", 0.14 },
        { "de synthetic", 0.16 },
        { "es synthetic", 0.17 },
        { "fr synthetic", 0.19 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void WordErrorRate_OfAGroup_IsWithinItsBound(string group, double bound)
    {
        var errors = Errors(group);
        output.WriteLine(Row(group, errors, bound));

        Assert.NotEqual(0, errors.Words);
        Assert.InRange(errors.Rate, 0, bound);
    }

    [Theory]
    [InlineData("human")]
    [InlineData("synthetic")]
    public void WordErrorRate_AsLiveAudio_IsThatOfFiles(string source)
    {
        var recordings = digits.Transcripts
            .Where(transcript => transcript.Recording.Source == source && digits.Live.ContainsKey(transcript.Recording.File))
            .ToArray();
        var files = Sum(recordings);
        var live = recordings.Aggregate(
            default(WordErrors),
            (sum, transcript) => sum + WordErrors.Between(transcript.Recording.Text, digits.Live[transcript.Recording.File]));
        output.WriteLine($"{Row($"{source} live", live, bound: null)} {Row($"{source} files", files, bound: null)}");

        Assert.NotEqual(0, live.Words);
        Assert.InRange(live.Rate, 0, files.Rate + LiveTolerance);
    }

    [Fact]
    public void Text_OfSilenceAndNoiseAsLiveAudio_IsEmpty() =>
        Assert.All(
            digits.Transcripts.Where(transcript => transcript.Recording.Text.Length == 0),
            transcript => Assert.Equal("", digits.Live[transcript.Recording.File]));

    [Fact]
    public void Groups_OfAllSpeech_HaveABoundEach()
    {
        var speech = digits.Transcripts.Select(transcript => transcript.Recording).Where(recording => recording.Language is not null);

        Assert.Equal(
            Bounds.Select(bound => bound.Data.Item1).Order(StringComparer.Ordinal),
            speech.Select(recording => recording.Group).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WordErrorRate_OfInt8_CostsAtMostWhatAutoAllows()
    {
        var (int8, f32) = (Sum(digits.Transcripts), Sum(digits.InF32));
        output.WriteLine($"int8: {int8.Errors} of {int8.Words}, f32: {f32.Errors} of {f32.Words}");

        Assert.InRange(int8.Rate - f32.Rate, -1, Int8Cost);
    }

    [Fact]
    public void WordErrorRate_OfWhisperCpp_IsThatOfOurEngine()
    {
        var (other, own) = (Sum(digits.OnWhisperCpp), Sum(digits.InF32));
        var same = digits.OnWhisperCpp.Zip(digits.InF32).Count(pair => pair.First.Text == pair.Second.Text);
        output.WriteLine(
            $"whisper.cpp: {other.Errors} of {other.Words}, ours: {own.Errors} of {own.Words}, "
            + $"the same text in {same} of {digits.InF32.Count} recordings");

        Assert.InRange(other.Rate - own.Rate, -EngineDifference, EngineDifference);
    }

    [Fact]
    public void Coverage_OfWhisperCpp_AccountsForAllOfIt() => Assert.All(digits.OnWhisperCpp, transcript =>
    {
        var coverage = transcript.Summary.Coverage;
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
    });

    [Fact]
    public void Language_OfAllSpeech_IsRight() =>
        Assert.All(
            digits.Transcripts.Where(transcript => transcript.Recording.Language is not null),
            transcript => Assert.Equal(transcript.Recording.Language, transcript.Summary.LanguageCode));

    [Fact]
    public void Text_OfSilenceAndNoise_IsEmpty()
    {
        var silent = digits.Transcripts.Where(transcript => transcript.Recording.Text.Length == 0).ToArray();

        Assert.NotEmpty(silent);
        Assert.All(silent, transcript => Assert.Equal("", transcript.Text));
    }

    [Fact]
    public void Coverage_OfEveryRecording_AccountsForAllOfIt() => Assert.All(digits.Transcripts, transcript =>
    {
        var coverage = transcript.Summary.Coverage;
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
        Assert.Equal(transcript.Recording.Seconds, coverage.Audio.TotalSeconds, 0.1);
    });

    private WordErrors Errors(string group) => Sum(digits.Transcripts.Where(transcript => transcript.Recording.Group == group));

    private static WordErrors Sum(IEnumerable<Transcript> transcripts) =>
        transcripts.Aggregate(default(WordErrors), (sum, transcript) => sum + transcript.Errors);

    private static string Row(string group, WordErrors errors, double? bound) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {group} | {errors.Errors} of {errors.Words} | {errors.Rate:P1} |{(bound is null ? "" : $" at most {bound:P0} |")}");
}
