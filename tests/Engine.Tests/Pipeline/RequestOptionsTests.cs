using Transcribe.Engine.Models;

namespace Transcribe.Engine.Tests.Pipeline;

public sealed class RequestOptionsTests
{
    private static readonly TranscriptionRequest Request = new() { Audio = new AudioInput.Inline(new byte[1]) };

    [Fact]
    public void For_TranslateOnAnEnglishModel_IsUnsupported()
    {
        var failure = Assert.Throws<TranscriptionException>(() => RequestOptions.For(Request with { Task = TranscriptionTask.Translate }, Model(multilingual: false), TranscriptionCheckpoint.Start));

        Assert.Equal(TranscriptionError.TaskUnsupported, failure.Error);
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("en-US", true)]
    [InlineData("de", false)]
    public void For_ALanguageOnAnEnglishModel_IsKnownOnlyIfItIsEnglish(string code, bool known)
    {
        var request = Request with { LanguageCodes = [code] };

        if (known)
            Assert.Equal(["en"], RequestOptions.For(request, Model(multilingual: false), TranscriptionCheckpoint.Start).Languages);
        else
            Assert.Equal(TranscriptionError.UnknownLanguage, Assert.Throws<TranscriptionException>(() => RequestOptions.For(request, Model(multilingual: false), TranscriptionCheckpoint.Start)).Error);
    }

    [Fact]
    public void For_TheSameLanguageInSeveralRegions_IsOneCandidate() =>
        Assert.Equal(["de"], RequestOptions.For(Request with { LanguageCodes = ["de-AT", "de_CH", "DE"] }, Model(multilingual: true), TranscriptionCheckpoint.Start).Languages);

    private static WhisperFolder Model(bool multilingual) => new()
    {
        Path = "",
        Config = new WhisperConfig
        {
            Width = 1,
            EncoderLayers = 1,
            EncoderHeads = 1,
            EncoderFeedForward = 1,
            DecoderLayers = 1,
            DecoderHeads = 1,
            DecoderFeedForward = 1,
            MelBins = 80,
            AudioPositions = 1500,
            TextPositions = 448,
            VocabularySize = 1,
        },
        Generation = new GenerationConfig
        {
            Multilingual = multilingual,
            Tokens = new SpecialTokens
            {
                EndOfText = 0,
                StartOfTranscript = 1,
                NoTimestamps = 2,
                FirstTimestamp = 3,
                Translate = multilingual ? 4 : null,
                Languages = multilingual ? new Dictionary<string, int> { ["en"] = 5, ["de"] = 6 } : new Dictionary<string, int>(),
            },
        },
    };
}
