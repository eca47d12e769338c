using System.Numerics;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>The definition of Whisper's log-mel spectrogram in doubles, with dense filters and a direct Fourier sum.</summary>
internal sealed class LogMelReference(int bins, float[] samples)
{
    private const int FrameSize = 400;
    private const int Total = 480_000;

    public float[] Frame(int index, double loudest)
    {
        var power = Power(index);
        return [.. Enumerable.Range(0, bins).Select(bin => Scale(power.Select((p, k) => p * Weight(bin, 40.0 * k)).Sum(), loudest))];
    }

    private static float Scale(double power, double loudest) =>
        (float)((Math.Max(Math.Log10(Math.Max(power, 1e-10)), loudest - 8) + 4) / 4);

    private double[] Power(int index)
    {
        var power = new double[(FrameSize / 2) + 1];
        for (var k = 0; k < power.Length; k++)
        {
            var sum = Complex.Zero;
            for (var n = 0; n < FrameSize; n++)
            {
                var hann = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / FrameSize));
                sum += Complex.FromPolarCoordinates(hann * Sample((index * 160) - (FrameSize / 2) + n), -2 * Math.PI * k * n / FrameSize);
            }

            power[k] = (sum.Real * sum.Real) + (sum.Imaginary * sum.Imaginary);
        }

        return power;
    }

    private float Sample(int at)
    {
        at = at < 0 ? -at : at >= Total ? (2 * (Total - 1)) - at : at;
        return at < samples.Length ? samples[at] : 0;
    }

    private double Weight(int bin, double hertz)
    {
        var (low, peak, high) = (Corner(bin), Corner(bin + 1), Corner(bin + 2));
        return Math.Max(0, Math.Min((hertz - low) / (peak - low), (high - hertz) / (high - peak))) * 2 / (high - low);
    }

    // On Slaney's scale, 1 kHz is 15 mel, 6.4 kHz is 42 mel, and 8 kHz is 15 + 27 · ln 8 / ln 6.4.
    private double Corner(int index)
    {
        var mel = (15 + (27 * Math.Log(8) / Math.Log(6.4))) * index / (bins + 1);
        return mel < 15 ? mel * 200 / 3 : 1000 * Math.Pow(6.4, (mel - 15) / 27);
    }
}
