using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Tests.Batching;
using Transcribe.Whisper.Tests.Folder;

namespace Transcribe.Whisper.Tests;

public sealed class WhisperModelLoaderTests
{
    private static WhisperFolder Digits => WhisperFolderReader.Read(Repository.DigitsModel);

    [Fact]
    public void Apply_TrailingSilenceSet_TakesPrecedenceOverTheFolders()
    {
        var settings = new ModelSettings { TrailingSilence = TimeSpan.FromSeconds(7) };

        var folder = WhisperModelLoader.Apply(settings, new InferenceOptions(), Digits);

        Assert.Equal(TimeSpan.FromSeconds(7), folder.TrailingSilence);
    }

    [Fact]
    public void Apply_NothingSet_KeepsTheFoldersTrailingSilence() =>
        Assert.Equal(
            TimeSpan.FromSeconds(1),
            WhisperModelLoader.Apply(new ModelSettings(), new InferenceOptions(), Digits).TrailingSilence);

    [Theory]
    [InlineData(null, Precision.F16, Precision.F16)]
    [InlineData(Precision.F32, Precision.F16, Precision.F32)]
    public void Apply_Precision_IsTheModelsElseThatOfAll(Precision? own, Precision all, Precision expected)
    {
        var folder = WhisperModelLoader.Apply(new ModelSettings { Precision = own }, new InferenceOptions { Precision = all }, Digits);

        Assert.Equal(expected, folder.Precision);
    }

    [Fact]
    public async Task StartAsync_WarmUpFails_DisposesOfTheBackend()
    {
        // The loop's thread disposes of nothing: the backend is disposed of only after the thread has ended.
        var backend = new ScriptedBackend(1, (_, _, _) => { }) { OnEncode = _ => throw new InvalidOperationException("scripted") };

        await Assert.ThrowsAsync<InvalidOperationException>(() => WhisperModel.StartAsync(
            "broken", Digits, new LetterCodec(), backend, TimeProvider.System, NullLogger.Instance, CancellationToken.None));

        Assert.True(backend.IsDisposed);
    }

    [Fact]
    public async Task StartAsync_CancelledDuringTheWarmUp_DisposesOfTheBackend()
    {
        using var cancellation = new CancellationTokenSource();
        var backend = new ScriptedBackend(1, (_, _, _) => { })
        {
            OnEncode = _ =>
            {
                cancellation.Cancel();
                // As the encoder does, which the cancellation stops.
                cancellation.Token.ThrowIfCancellationRequested();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WhisperModel.StartAsync(
            "broken", Digits, new LetterCodec(), backend, TimeProvider.System, NullLogger.Instance, cancellation.Token));

        Assert.True(backend.IsDisposed);
    }

    [Fact]
    public void Apply_AutoWithoutAMeasuredCost_IsF32()
    {
        using var folder = new ModelFolder().Edit("config.json", json => json.Remove("int8_word_error_points"));

        Assert.Equal(Precision.F32, WhisperModelLoader.Apply(new ModelSettings(), new InferenceOptions(), folder.Read()).Precision);
    }
}
