using System.Numerics;
using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// Power spectra of overlapping frames, one per lane of a vector. A frame's even and odd samples are the real and imaginary parts of half
/// as many complex points; the frame's spectrum is computed from the spectrum of these points. It is not safe for concurrent use, because
/// it owns its scratch memory.
/// </summary>
internal sealed class LogMelFrames
{
    /// <summary>Samples per frame: 25 ms.</summary>
    public const int Size = 400;

    /// <summary>Samples from one frame to the next: 10 ms.</summary>
    public const int Hop = 160;

    private const int Half = Size / 2;
    private readonly LaneFft _fft = new(5, 5, 8);
    private readonly float[] _window = new float[Size];
    private readonly (float Cosine, float Sine)[] _twiddles = new (float, float)[Half + 1];
    private readonly Vector<float>[] _power = new Vector<float>[Half + 1];

    public LogMelFrames()
    {
        // The Hann window is periodic. It is halved here, so even and odd spectra need not be halved later.
        for (var i = 0; i < Size; i++)
            _window[i] = (float)(0.25 * (1 - Math.Cos(2 * Math.PI * i / Size)));
        for (var k = 0; k <= Half; k++)
            _twiddles[k] = ((float)Math.Cos(2 * Math.PI * k / Size), (float)-Math.Sin(2 * Math.PI * k / Size));
    }

    /// <summary>
    /// Squared magnitudes of the frames that begin at 0, <see cref="Hop"/>, 2·<see cref="Hop"/> …, with a periodic Hann window.
    /// </summary>
    /// <returns>[<see cref="Size"/> / 2 + 1], valid until the next call.</returns>
    public ReadOnlySpan<Vector<float>> PowerSpectra(ReadOnlySpan<float> samples)
    {
        Load(samples);
        var spectrum = _fft.Transform();
        for (var k = 0; k <= Half; k++)
        {
            var (a, b) = (2 * (k % Half), 2 * ((Half - k) % Half));
            var (evenReal, evenImaginary) = (spectrum[a] + spectrum[b], spectrum[a + 1] - spectrum[b + 1]);
            var (oddReal, oddImaginary) = (spectrum[a + 1] + spectrum[b + 1], spectrum[b] - spectrum[a]);
            var (cosine, sine) = _twiddles[k];
            var real = evenReal + (oddReal * cosine) - (oddImaginary * sine);
            var imaginary = evenImaginary + (oddReal * sine) + (oddImaginary * cosine);
            _power[k] = (real * real) + (imaginary * imaginary);
        }

        return _power;
    }

    private void Load(ReadOnlySpan<float> samples)
    {
        var lanes = MemoryMarshal.Cast<Vector<float>, float>(_fft.Input);
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            var frame = samples.Slice(lane * Hop, Size);
            for (int i = 0, at = lane; i < Size; i++, at += Vector<float>.Count)
                lanes[at] = frame[i] * _window[i];
        }
    }
}
