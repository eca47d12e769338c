using System.Numerics.Tensors;

namespace Transcribe.Transcription.Windows;

/// <summary>The latest samples of a stream and their mean square in frames of 10 ms, with room for <paramref name="capacity"/> frames. Its first sample is the stream's <paramref name="start"/>.</summary>
internal sealed class FrameBuffer(int capacity, long start = 0)
{
    /// <summary>Samples of a frame: 10 ms at 16 kHz.</summary>
    public const int FrameSize = 160;

    /// <summary>Frames of a stretch that is quiet enough to cut in: a tenth of a second.</summary>
    public const int QuietLength = 10;

    private readonly float[] _samples = new float[capacity * FrameSize];
    private readonly double[] _power = new double[capacity];
    private int _sampleCount;

    /// <summary>Where the oldest sample is in the stream.</summary>
    public long Start { get; private set; } = start;

    /// <summary>Frames that are complete.</summary>
    public int Count { get; private set; }

    /// <summary>The mean square of each complete frame.</summary>
    public ReadOnlySpan<double> Power => _power.AsSpan(0, Count);

    /// <summary>Takes what the current frame lacks, and no more.</summary>
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

    /// <summary>Makes a shorter frame of the samples left at the stream's end, if any.</summary>
    public void CompleteLast()
    {
        if (_sampleCount > Count * FrameSize)
            Complete();
    }

    /// <summary>The middle of the quietest stretch between two frames; of stretches as quiet as each other, which only digital silence has, the last.</summary>
    /// <param name="earliest">Where the first stretch begins.</param>
    /// <param name="latestEnd">Where the last stretch ends, at most.</param>
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

    /// <summary>Takes the first frames' samples out.</summary>
    public float[] Take(int frames)
    {
        var samples = _samples.AsSpan(0, SamplesOf(frames)).ToArray();
        Drop(frames);
        return samples;
    }

    /// <summary>Forgets the first frames.</summary>
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
