using Transcribe.Core;

namespace Transcribe.Audio.Pcm;

/// <summary>
/// Any rate to 16 kHz, in blocks cut anywhere: the same samples come out however the input is cut. Output n lies exactly at input position n·inputRate/16000
/// (integer arithmetic, so nothing drifts), without delay.
/// </summary>
internal sealed class Resampler
{
    private readonly SincKernel? _kernel;
    private readonly int _numerator;
    private readonly int _denominator;
    private float[] _pending;
    private long _received;
    private long _produced;

    // Position of the next output: _next whole input samples into _pending, plus _phase/_denominator of one.
    private int _next;
    private int _phase;

    /// <param name="inputRate">Hz.</param>
    public Resampler(int inputRate)
    {
        var divisor = Gcd(inputRate, SampleTime.SampleRate);
        (_numerator, _denominator) = (inputRate / divisor, SampleTime.SampleRate / divisor);
        _kernel = inputRate == SampleTime.SampleRate ? null : new SincKernel(inputRate, SampleTime.SampleRate, _denominator);
        // The audio is silent before its start.
        _pending = new float[_kernel is null ? 0 : _kernel.Half - 1];
    }

    /// <summary>The outputs that the input so far determines.</summary>
    public float[] Process(float[] input)
    {
        if (_kernel is null)
            return input;
        _received += input.Length;
        return Produce(input, _kernel);
    }

    /// <summary>The outputs that waited for input after the last; ceil(input samples · 16000 / inputRate) in all. Ends the audio.</summary>
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
