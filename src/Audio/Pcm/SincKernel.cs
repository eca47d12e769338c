using System.Numerics.Tensors;

namespace Transcribe.Audio.Pcm;

/// <summary>
/// A low-pass filter (sinc in a Kaiser window), sampled at the sub-sample positions that a rate conversion needs. Relative to half the
/// lower rate, it is flat up to 0.9 and at least 80 dB down from 1.0, so nothing aliases.
/// </summary>
internal sealed class SincKernel
{
    // Kaiser's formulas (Oppenheim and Schafer, Discrete-Time Signal Processing, 7.6): 90 dB leaves a margin over 80 dB.
    private const double Attenuation = 90;
    private const double Beta = 0.1102 * (Attenuation - 8.7);
    private const double TransitionWidth = 0.1;

    // At most MaxExactPhases phases are computed exactly. With more, values are interpolated between InterpolatedPhases phases.
    // The interpolation error (pi/512)^2/8 is below -100 dB.
    private const int MaxExactPhases = 1024;
    private const int InterpolatedPhases = 512;

    private readonly int _denominator;
    private readonly int _phases;
    private readonly float[][] _rows;

    /// <param name="inputRate">In Hz.</param>
    /// <param name="outputRate">In Hz.</param>
    /// <param name="denominator">Sub-sample positions are multiples of 1/denominator input samples.</param>
    public SincKernel(int inputRate, int outputRate, int denominator)
    {
        var bandwidth = Math.Min(1.0, (double)outputRate / inputRate);
        Half = (int)Math.Ceiling((Attenuation - 8) / (2.285 * Math.PI * TransitionWidth * bandwidth) / 2);
        _denominator = denominator;
        _phases = denominator <= MaxExactPhases ? denominator : InterpolatedPhases;
        var cutoff = (1 - (TransitionWidth / 2)) * bandwidth;
        _rows = [.. Enumerable.Range(0, _phases + 1).Select(phase => Row((double)phase / _phases, cutoff))];
    }

    /// <summary>The number of input samples on each side of an output.</summary>
    public int Half { get; }

    /// <summary>
    /// The input samples that contribute to one output. The first lies Half - 1 samples before the output's position, rounded down.
    /// </summary>
    public int Taps => 2 * Half;

    /// <summary>The output at phase/denominator samples after the middle of the window.</summary>
    public float Apply(ReadOnlySpan<float> window, int phase)
    {
        var (row, rest) = Math.DivRem((long)phase * _phases, _denominator);
        var value = TensorPrimitives.Dot(window, _rows[row]);
        return rest == 0
            ? value
            : value + ((float)rest / _denominator * (TensorPrimitives.Dot(window, _rows[row + 1]) - value));
    }

    private float[] Row(double offset, double cutoff)
    {
        var taps = new double[Taps];
        for (var i = 0; i < taps.Length; i++)
            taps[i] = Tap(i - (Half - 1) - offset, cutoff);
        // Normalise each phase to a gain of 1 at 0 Hz. Unequal gains would modulate a constant input.
        var sum = taps.Sum();
        return [.. taps.Select(tap => (float)(tap / sum))];
    }

    private double Tap(double position, double cutoff)
    {
        var x = position / Half;
        return Math.Abs(x) >= 1 ? 0 : Sinc(cutoff * position) * BesselI0(Beta * Math.Sqrt(1 - (x * x)));
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    // The power series of the modified Bessel function. Its terms fall fast once k exceeds x.
    private static double BesselI0(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
