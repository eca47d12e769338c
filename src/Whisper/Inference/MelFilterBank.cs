using Transcribe.Core;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// Triangular filters on Slaney's mel scale, each of unit area. They equal <c>librosa.filters.mel(sr=16000, n_fft=400, n_mels=bins)</c> and
/// the <c>mel_filters.npz</c> of openai/whisper.
/// </summary>
internal static class MelFilterBank
{
    private const int SampleRate = SampleTime.SampleRate;

    // Slaney's Auditory Toolbox: linear up to 1 kHz at 200/3 Hz per mel, then logarithmic, with 27 mels from 1 to 6.4 kHz.
    private const double HertzPerMel = 200.0 / 3;
    private const double LogStartHertz = 1000;
    private const double LogStartMel = LogStartHertz / HertzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    /// <summary>The filters of <paramref name="bins"/> mel bins, from low to high, up to 8 kHz.</summary>
    public static MelFilter[] Create(int bins)
    {
        var melStep = ToMel(SampleRate / 2) / (bins + 1);
        double Corner(int index) => ToHertz(index * melStep);
        return [.. Enumerable.Range(0, bins).Select(bin => Triangle(Corner(bin), Corner(bin + 1), Corner(bin + 2)))];
    }

    private static MelFilter Triangle(double low, double peak, double high)
    {
        const double BinWidth = (double)SampleRate / LogMelFrames.Size;
        var first = (int)Math.Floor(low / BinWidth) + 1;
        var end = Math.Min((int)Math.Ceiling(high / BinWidth), (LogMelFrames.Size / 2) + 1);
        var weights = new float[end - first];
        for (var i = 0; i < weights.Length; i++)
        {
            var hertz = (first + i) * BinWidth;
            var height = Math.Min((hertz - low) / (peak - low), (high - hertz) / (high - peak));
            weights[i] = (float)(height * 2 / (high - low));
        }

        return new(first, weights);
    }

    private static double ToMel(double hertz) =>
        hertz < LogStartHertz ? hertz / HertzPerMel : LogStartMel + (Math.Log(hertz / LogStartHertz) / LogStep);

    private static double ToHertz(double mel) =>
        mel < LogStartMel ? mel * HertzPerMel : LogStartHertz * Math.Exp(LogStep * (mel - LogStartMel));
}

/// <summary>The weights of one mel bin for the frequency bins from <paramref name="FirstBin"/> on. All other weights are zero.</summary>
internal sealed record MelFilter(int FirstBin, float[] Weights);
