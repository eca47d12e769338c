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
}
