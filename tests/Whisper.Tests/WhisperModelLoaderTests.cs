using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Tests.Folder;

namespace Transcribe.Whisper.Tests;

public sealed class WhisperModelLoaderTests
{
    private static WhisperFolder Digits => WhisperFolderReader.Read(Repository.DigitsModel);

    [Fact]
    public void Apply_TrailingSilenceSet_TakesPrecedenceOverTheFolders()
    {
        var settings = new ModelSettings { TrailingSilence = TimeSpan.FromSeconds(7) };

        var folder = WhisperModelLoader.Apply(settings, Precision.F32, Digits);

        Assert.Equal(TimeSpan.FromSeconds(7), folder.TrailingSilence);
    }

    [Fact]
    public void Apply_NothingSet_KeepsTheFoldersTrailingSilence() =>
        Assert.Equal(TimeSpan.FromSeconds(1), WhisperModelLoader.Apply(new ModelSettings(), Precision.F32, Digits).TrailingSilence);

    [Theory]
    [InlineData(null, Precision.F16, Precision.F16)]
    [InlineData(Precision.F32, Precision.F16, Precision.F32)]
    public void Apply_Precision_IsTheModelsElseThatOfAll(Precision? own, Precision all, Precision expected) =>
        Assert.Equal(expected, WhisperModelLoader.Apply(new ModelSettings { Precision = own }, all, Digits).Precision);

    [Fact]
    public void Apply_AutoWithoutAMeasuredCost_IsF32()
    {
        using var folder = new ModelFolder().Edit("config.json", json => json.Remove("int8_word_error_points"));

        Assert.Equal(Precision.F32, WhisperModelLoader.Apply(new ModelSettings(), Precision.Auto, folder.Read()).Precision);
    }
}
