using System.Numerics.Tensors;

namespace Transcribe.Transcription.Windows;

/// <summary>The latest samples of a stream, with the mean square of each frame of 10 ms.</summary>
/// <param name="capacity">The most frames.</param>
/// <param name="start">The position of the first sample in the stream.</param>
internal sealed class FrameBuffer(int capacity, long start = 0)
{
    /// <summary>Samples of a frame: 10 ms at 16 kHz.</summary>
    public const int FrameSize = 160;

    /// <summary>The length of the quiet part in which a cut lies, in frames: a tenth of a second.</summary>
    public const int QuietLength = 10;

    private readonly float[] _samples = new float[capacity * FrameSize];
    private readonly double[] _power = new double[capacity];
    private int _sampleCount;

    /// <summary>The position of the oldest sample in the stream.</summary>
    public long Start { get; private set; } = start;

    /// <summary>The number of complete frames.</summary>
    public int Count { get; private set; }

    /// <summary>The mean square of each complete frame.</summary>
    public ReadOnlySpan<double> Power => _power.AsSpan(0, Count);

    /// <summary>Fills the current frame.</summary>
    /// <param name="samples">Not empty.</param>
    /// <param name="taken">How many samples were taken.</param>
    /// <returns>Whether the frame is complete now.</returns>
    public bool Fill(ReadOnlySpan<float> samples, out int taken)
    {
        taken = Math.Min(samples.Length, ((Count + 1) * FrameSize) - _sampleCount);
        samples[..taken].CopyTo(_samples.AsSpan(_sampleCount));
        _sampleCount += taken;
        if (_sampleCount < (Count + 1) * FrameSize)
            return false;
        Complete();
        return true;
    }

    /// <summary>Completes the last frame, which may be shorter.</summary>
    public void CompleteLast()
    {
        if (_sampleCount > Count * FrameSize)
            Complete();
    }

    /// <summary>
    /// The middle of the quietest part between two frames. If several are equally quiet, which happens only in digital silence, it is the
    /// last one.
    /// </summary>
    /// <param name="earliest">Where the first part begins.</param>
    /// <param name="latestEnd">Where the last part ends at the latest.</param>
    public int QuietestPoint(int earliest, int latestEnd)
    {
        var (quietest, least) = (earliest, double.PositiveInfinity);
        for (var at = earliest; at + QuietLength <= latestEnd; at++)
        {
            var power = 0.0;
            foreach (var frame in Power.Slice(at, QuietLength))
                power += frame;
            if (power <= least)
                (quietest, least) = (at, power);
        }

        return quietest + (QuietLength / 2);
    }

    /// <summary>A copy of all complete frames' samples.</summary>
    public float[] Copy() => _samples.AsSpan(0, SamplesOf(Count)).ToArray();

    /// <summary>The latest complete frame.</summary>
    public ReadOnlySpan<float> Latest => _samples.AsSpan(((Count - 1) * FrameSize)..SamplesOf(Count));

    /// <summary>Removes the first frames and returns their samples.</summary>
    public float[] Take(int frames)
    {
        var samples = _samples.AsSpan(0, SamplesOf(frames)).ToArray();
        Drop(frames);
        return samples;
    }

    /// <summary>Removes the first frames.</summary>
    public void Drop(int frames)
    {
        var samples = SamplesOf(frames);
        _samples.AsSpan(samples.._sampleCount).CopyTo(_samples);
        _power.AsSpan(frames..Count).CopyTo(_power);
        _sampleCount -= samples;
        Count -= frames;
        Start += samples;
    }

    // The last frame of the stream may be shorter.
    private int SamplesOf(int frames) => Math.Min(frames * FrameSize, _sampleCount);

    private void Complete()
    {
        var frame = _samples.AsSpan((Count * FrameSize).._sampleCount);
        _power[Count++] = TensorPrimitives.SumOfSquares(frame) / (double)frame.Length;
    }
}
