using System.Numerics;
using System.Numerics.Tensors;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// What Whisper's encoder sees: log-scaled mel spectra, 10 ms apart, of 30 s of audio, as <c>log_mel_spectrogram</c> of openai/whisper computes them.
/// Frames lie side by side in a vector's lanes, through the Fourier transform and the filters. Holds its scratch (2 MB): not safe for concurrent use,
/// and free of allocations.
/// </summary>
/// <param name="melBins">80, or 128 from large-v3 on.</param>
internal sealed class LogMelSpectrogram(int melBins)
{
    /// <summary>Frames of 30 s.</summary>
    public const int FrameCount = 3000;

    /// <summary>Frames that the encoder makes one position of.</summary>
    public const int FramesPerPosition = 2;

    private const int SampleCount = FrameCount * LogMelFrames.Hop;
    private const int Reflected = LogMelFrames.Size / 2;
    private const float PowerFloor = 1e-10f;
    private const float DynamicRange = 8;

    private readonly MelFilter[] _filters = MelFilterBank.Create(melBins);
    private readonly LogMelFrames _frames = new();
    private readonly float[] _padded = new float[Reflected + SampleCount + Reflected];

    /// <summary>Computes the spectrogram.</summary>
    /// <param name="samples">At most 30 s at 16 kHz, -1 to 1; the rest is padded with zeros.</param>
    /// <param name="frames">How many of the frames of 30 s are wanted, from the first on; at least a vector's worth.</param>
    /// <param name="destination">[mel bins, <paramref name="frames"/>], row-major.</param>
    public void Compute(ReadOnlySpan<float> samples, int frames, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, SampleCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, melBins * frames);
        Pad(samples);
        // Frames from here on lie wholly in the zeros; their power is nought.
        var sounding = Math.Min(frames, (samples.Length + Reflected + LogMelFrames.Hop - 1) / LogMelFrames.Hop);
        for (var first = 0; first < sounding; first += Vector<float>.Count)
            Filter(Math.Min(first, frames - Vector<float>.Count), frames, destination);
        Scale(sounding, frames, destination);
    }

    // The frames are centred on their times, so the first and last reach beyond the audio, which is mirrored there.
    private void Pad(ReadOnlySpan<float> samples)
    {
        var audio = _padded.AsSpan(Reflected, SampleCount);
        samples.CopyTo(audio);
        audio[samples.Length..].Clear();
        audio[1..(Reflected + 1)].CopyTo(_padded);
        _padded.AsSpan(0, Reflected).Reverse();
        audio[^(Reflected + 1)..^1].CopyTo(_padded.AsSpan(Reflected + SampleCount));
        _padded.AsSpan(Reflected + SampleCount).Reverse();
    }

    // The mel powers of one vector's worth of frames.
    private void Filter(int first, int frames, Span<float> destination)
    {
        var power = _frames.PowerSpectra(_padded.AsSpan(first * LogMelFrames.Hop));
        for (var bin = 0; bin < _filters.Length; bin++)
        {
            var sum = Vector<float>.Zero;
            var filter = _filters[bin];
            for (var i = 0; i < filter.Weights.Length; i++)
                sum += power[filter.FirstBin + i] * filter.Weights[i];
            sum.CopyTo(destination[((bin * frames) + first)..]);
        }
    }

    // Decades, no lower than 8 under the loudest, and moved to about -1 … 1.
    private void Scale(int sounding, int frames, Span<float> destination)
    {
        var loudest = MathF.Log10(PowerFloor);
        for (var bin = 0; bin < melBins; bin++)
        {
            var row = destination.Slice(bin * frames, sounding);
            TensorPrimitives.Max(row, PowerFloor, row);
            TensorPrimitives.Log10(row, row);
            loudest = Math.Max(loudest, TensorPrimitives.Max(row));
        }

        var floor = Math.Max(loudest - DynamicRange, MathF.Log10(PowerFloor));
        for (var bin = 0; bin < melBins; bin++)
        {
            var row = destination.Slice(bin * frames, frames);
            row[sounding..].Fill(floor);
            TensorPrimitives.Max(row, floor, row);
            TensorPrimitives.Add(row, 4, row);
            TensorPrimitives.Divide(row, 4, row);
        }
    }
}
