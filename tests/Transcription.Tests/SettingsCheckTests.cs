using Transcribe.Core;

namespace Transcribe.Transcription.Tests;

public sealed class SettingsCheckTests
{
    private static readonly ModelDescription English = new("tiny.en", "engine", "cpu") { LanguageCodes = ["en"] };
    private static readonly ModelDescription Multilingual = new("tiny", "engine", "cpu")
    {
        Multilingual = true,
        LanguageCodes = ["en", "de"],
        CanTranslate = true,
    };

    [Fact]
    public void Apply_TranslateOnAnEnglishModel_IsUnsupported()
    {
        var failure = Assert.Throws<TranscriptionException>(
            () => SettingsCheck.Apply(new TranscriptionSettings { Task = TranscriptionTask.Translate }, English));

        Assert.Equal(TranscriptionError.TaskUnsupported, failure.Error);
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("en-US", true)]
    [InlineData("de", false)]
    public void Apply_ALanguageOnAnEnglishModel_IsKnownOnlyIfItIsEnglish(string code, bool known)
    {
        var settings = new TranscriptionSettings { LanguageCodes = [code] };

        if (known)
            Assert.Equal(["en"], SettingsCheck.Apply(settings, English).LanguageCodes);
        else
            Assert.Equal(
                TranscriptionError.UnknownLanguage,
                Assert.Throws<TranscriptionException>(() => SettingsCheck.Apply(settings, English)).Error);
    }

    [Fact]
    public void Apply_TheSameLanguageInSeveralRegions_IsOneCandidate() =>
        Assert.Equal(
            ["de"],
            SettingsCheck.Apply(new TranscriptionSettings { LanguageCodes = ["de-AT", "de_CH", "DE"] }, Multilingual).LanguageCodes);

    [Theory]
    [InlineData("nb-NO", "no")]
    [InlineData("jv", "jw")]
    [InlineData("fil_PH", "tl")]
    [InlineData("iw", "he")]
    [InlineData("cmn-Hans-CN", "zh")]
    [InlineData("in", "id")]
    [InlineData("JI", "yi")]
    [InlineData("mo-MD", "ro")]
    public void Apply_ALanguageWithAnotherCode_IsThatOfTheModel(string code, string known)
    {
        var settings = new TranscriptionSettings { LanguageCodes = [code, known] };

        Assert.Equal([known], SettingsCheck.Apply(settings, Multilingual with { LanguageCodes = ["en", known] }).LanguageCodes);
        Assert.Equal(
            TranscriptionError.UnknownLanguage,
            Assert.Throws<TranscriptionException>(() => SettingsCheck.Apply(settings, Multilingual)).Error);
    }

    [Fact]
    public void Apply_ACodeThatTheModelLists_IsNotReplaced() =>
        Assert.Equal(
            ["nb"],
            SettingsCheck.Apply(
                new TranscriptionSettings { LanguageCodes = ["nb-NO"] }, Multilingual with { LanguageCodes = ["no", "nb"] }).LanguageCodes);

    [Fact]
    public void Apply_ALanguageThatWasDetectedBefore_Stays() =>
        Assert.Equal(
            ["de"],
            SettingsCheck.Apply(new TranscriptionSettings { LanguageCodes = ["en", "de"] }, Multilingual, detected: "de").LanguageCodes);
}
