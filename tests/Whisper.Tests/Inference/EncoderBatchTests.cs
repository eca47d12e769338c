using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>The caches of a window have the same bits, encoded alone and beside other windows.</summary>
public sealed class EncoderBatchTests
{
    private const int Windows = 3;
    private const int Slots = Windows + 3;

    public static MatrixTheoryData<Precision, bool> PrecisionsAndDevices => new([Precision.F32, Precision.F16], [false, true]);

    [Theory]
    [MemberData(nameof(PrecisionsAndDevices))]
    public void Encode_SeveralWindows_GivesTheBitsOfEachAlone(Precision precision, bool onDevice)
    {
        float[][] windows = [.. Enumerable.Range(0, Windows).Select(window => Pcm.Noise(2, seed: window))];
        using var alone = Open(precision, windowsPerRun: 1, onDevice);
        using var together = Open(precision, windowsPerRun: 4, onDevice);
        for (var window = 0; window < Windows; window++)
            alone.Encode(1 + window, windows[window], CancellationToken.None);

        together.Encode(1, [.. windows], CancellationToken.None);

        for (var slot = 1; slot <= Windows; slot++)
        {
            Assert.Equal(Logits(alone, slot), Logits(together, slot));
            Assert.Equal(alone.Align(slot, [1, 2, 3]).Values, together.Align(slot, [1, 2, 3]).Values);
        }
    }

    [Theory]
    [InlineData(Precision.F32, false, 0, 1)]
    [InlineData(Precision.F32, true, 0, 4)]
    [InlineData(Precision.F32, false, 3, 3)]
    [InlineData(Precision.F32, true, 64, Slots)]
    [InlineData(Precision.Int8, false, 3, 1)]
    public void EncoderWindows_OfEachSetting_FitTheDeviceTheSlotsAndThePrecision(
        Precision precision, bool onDevice, int setting, int expected)
    {
        using var backend = Open(precision, setting, onDevice);

        Assert.Equal(expected, backend.EncoderWindows);
    }

    private static OnnxBackend Open(Precision precision, int windowsPerRun, bool onDevice)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = precision };
        return new OnnxBackend(folder, new InferenceOptions { Slots = Slots, EncoderWindows = windowsPerRun }, onDevice);
    }

    private static float[] Logits(OnnxBackend backend, int slot)
    {
        var logits = new float[backend.VocabularySize];
        backend.Prefill(slot, 0, [200, 201, 202], logits);
        return logits;
    }
}
