using Transcribe.Core;

namespace Transcribe.Audio.Pcm;

/// <summary>
/// Converts any rate to 16 kHz. The block boundaries of the input do not change the output. Output n lies exactly at input position
/// n·inputRate/16000; the arithmetic is in integers, so there is no drift, and there is no delay.
/// </summary>
internal sealed class Resampler
{
    private readonly SincKernel? _kernel;
    private readonly int _numerator;
    private readonly int _denominator;
    private float[] _pending;
    private long _received;
    private long _produced;

    // The position of the next output in _pending, in input samples: _next + _phase/_denominator.
    private int _next;
    private int _phase;

    /// <param name="inputRate">In Hz.</param>
    public Resampler(int inputRate)
    {
        var divisor = Gcd(inputRate, SampleTime.SampleRate);
        (_numerator, _denominator) = (inputRate / divisor, SampleTime.SampleRate / divisor);
        _kernel = inputRate == SampleTime.SampleRate ? null : new SincKernel(inputRate, SampleTime.SampleRate, _denominator);
        // The filter reads Half - 1 samples before the first output. They are zero.
        _pending = new float[_kernel is null ? 0 : _kernel.Half - 1];
    }

    /// <summary>Converts more input. Returns all outputs that it determines.</summary>
    public float[] Process(float[] input)
    {
        if (_kernel is null)
            return input;
        _received += input.Length;
        return Produce(input, _kernel);
    }

    /// <summary>Ends the audio and returns the remaining outputs. In total there are ceil(input samples · 16000 / inputRate).</summary>
    public float[] Flush() => _kernel is null ? [] : Produce(new float[_kernel.Half], _kernel);

    private float[] Produce(float[] input, SincKernel kernel)
    {
        _pending = [.. _pending.AsSpan(_next), .. input];
        _next = 0;
        var output = new List<float>(1 + (int)((long)input.Length * _denominator / _numerator));
        while (_next + kernel.Taps <= _pending.Length && _produced * _numerator < _received * _denominator)
        {
            output.Add(kernel.Apply(_pending.AsSpan(_next, kernel.Taps), _phase));
            _produced++;
            var step = _phase + _numerator;
            _next += step / _denominator;
            _phase = step % _denominator;
        }

        return [.. output];
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
