using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class MelFilterBankTests
{
    // The values are those of librosa.filters.mel(sr=16000, n_fft=400, n_mels=80), as in mel_filters.npz of openai/whisper.
    [Theory]
    [InlineData(0, 1, 0.02486259f)]
    [InlineData(1, 1, 0.00199082f)]
    [InlineData(1, 2, 0.02287177f)]
    [InlineData(20, 20, 0.013890394f)]
    [InlineData(40, 43, 0.014735566f)]
    [InlineData(79, 192, 0.0031647119f)]
    [InlineData(79, 199, 0.00044875900f)]
    public void Create_EightyBins_EqualsLibrosas(int mel, int frequency, float expected)
    {
        var filter = MelFilterBank.Create(80)[mel];

        Assert.Equal(expected, filter.Weights[frequency - filter.FirstBin], 1e-8f);
    }
}
