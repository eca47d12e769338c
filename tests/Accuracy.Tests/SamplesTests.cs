namespace Transcribe.Accuracy.Tests;

/// <summary>The bundled samples on the bundled model, which every clone has.</summary>
public sealed class SamplesTests(ITestOutputHelper output)
{
    /// <summary>The four samples have 39 words. The README of the model states an error rate of one in ten; this rounds up.</summary>
    private const double Bound = 0.15;

    [Fact]
    public async Task Samples_AllFour_AreHeardInTheirLanguage()
    {
        await using var transcriber = await Transcriber.StartAsync();

        var transcripts = await transcriber.TranscribeAsync(Repository.Samples);

        foreach (var transcript in transcripts)
            output.WriteLine(
                $"{transcript.Recording.File}: {transcript.Errors.Errors} of {transcript.Errors.Words} words: {transcript.Text}");
        Assert.Equal(4, transcripts.Count);
        Assert.All(transcripts, transcript => Assert.Equal(transcript.Recording.Language, transcript.Summary.LanguageCode));
        var errors = transcripts.Aggregate(default(WordErrors), (sum, transcript) => sum + transcript.Errors);
        Assert.InRange(errors.Rate, 0, Bound);
    }

    [Fact]
    public async Task Words_OfTheLastSegment_AreWhereTheyAreSpoken()
    {
        await using var transcriber = await Transcriber.StartAsync();

        var transcripts = await transcriber.TranscribeAsync(
            Repository.Samples, recording => recording.File == "digits-en.mp3", wordTimestamps: true);

        // The two words are spoken from 6.17 s to 6.71 s, and digital silence is around them. The words may be 0.2 s off.
        var words = Assert.Single(transcripts).Segments[^1].Words;
        Assert.Equal(["four", "two"], words.Select(word => word.Text));
        Assert.Equal(6.17, words[0].Start.TotalSeconds, 0.2);
        Assert.Equal(6.71, words[1].End.TotalSeconds, 0.2);
        Assert.True(words[0].End <= words[1].Start);
        Assert.All(words, word => Assert.InRange((word.End - word.Start).TotalSeconds, 0.04, 0.6));
    }
}
