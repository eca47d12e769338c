using System.Numerics;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// Discrete Fourier transforms of several complex sequences at once, one per lane of a vector: lane l of every vector belongs to sequence
/// l, so the length is independent of the vector's width. It uses Stockham's self-sorting algorithm with mixed radices. It is not safe for
/// concurrent use, because it owns its scratch memory.
/// </summary>
internal sealed class LaneFft
{
    private readonly Stage[] _stages;
    private Vector<float>[] _from;
    private Vector<float>[] _to;

    /// <param name="radices">Small factors; their product is the sequences' length.</param>
    public LaneFft(params int[] radices)
    {
        var length = radices.Aggregate((a, b) => a * b);
        _stages = new Stage[radices.Length];
        _from = new Vector<float>[2 * length];
        _to = new Vector<float>[2 * length];
        for (int i = 0, stride = 1; i < radices.Length; stride *= radices[i++])
            _stages[i] = new Stage(length / stride, radices[i], stride);
    }

    /// <summary>The input of a transform: [length, 2], real and imaginary parts. The transform overwrites it.</summary>
    public Span<Vector<float>> Input => _from;

    /// <summary>X[k] = Σ x[n] e^(-2πi·nk/length), without scaling.</summary>
    /// <returns>[length, 2], valid until the next transform.</returns>
    public ReadOnlySpan<Vector<float>> Transform()
    {
        foreach (var stage in _stages)
        {
            stage.Run(_from, _to);
            (_from, _to) = (_to, _from);
        }

        return _from;
    }

    /// <summary>
    /// Splits each of <paramref name="stride"/> interleaved sequences of <paramref name="length"/> points into <paramref name="radix"/>
    /// shorter ones: y[p, k] = w_length^(pk) · Σ_j x[p + j·length/radix] · w_radix^(jk).
    /// </summary>
    private sealed class Stage(int length, int radix, int stride)
    {
        private readonly int _groups = length / radix;
        private readonly float[] _coefficients = Coefficients(length, radix);

        public void Run(ReadOnlySpan<Vector<float>> from, Span<Vector<float>> to)
        {
            var step = 2 * stride * _groups;
            for (var p = 0; p < _groups; p++)
            {
                for (var k = 0; k < radix; k++)
                {
                    var coefficients = _coefficients.AsSpan(2 * radix * ((p * radix) + k), 2 * radix);
                    var sums = to.Slice(2 * stride * ((p * radix) + k), 2 * stride);
                    for (var q = 0; q < sums.Length; q += 2)
                        (sums[q], sums[q + 1]) = Sum(from[((2 * stride * p) + q)..], step, coefficients);
                }
            }
        }

        private static (Vector<float> Real, Vector<float> Imaginary) Sum(
            ReadOnlySpan<Vector<float>> from, int step, ReadOnlySpan<float> coefficients)
        {
            var (real, imaginary) = (Vector<float>.Zero, Vector<float>.Zero);
            for (int j = 0, at = 0; j < coefficients.Length; j += 2, at += step)
            {
                var (x, y) = (from[at], from[at + 1]);
                var (cosine, sine) = (new Vector<float>(coefficients[j]), new Vector<float>(coefficients[j + 1]));
                real += (x * cosine) - (y * sine);
                imaginary += (x * sine) + (y * cosine);
            }

            return (real, imaginary);
        }

        // [length / radix, radix (k), radix (j), 2]. Angles are reduced to one turn first, which keeps them exact.
        private static float[] Coefficients(int length, int radix)
        {
            var table = new float[2 * length * radix];
            for (int i = 0, at = 0; i < length; i++)
            {
                var (p, k) = (i / radix, i % radix);
                for (var j = 0; j < radix; j++, at += 2)
                {
                    var (sine, cosine) = Math.SinCos(-2 * Math.PI * (((p * k) + (j * k * (length / radix))) % length) / length);
                    (table[at], table[at + 1]) = ((float)cosine, (float)sine);
                }
            }

            return table;
        }
    }
}
