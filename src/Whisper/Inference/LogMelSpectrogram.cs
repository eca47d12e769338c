using System.Numerics;
using System.Numerics.Tensors;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// The input of Whisper's encoder: log-mel spectra of 30 s of audio, 10 ms apart, as openai/whisper's <c>log_mel_spectrogram</c> computes
/// them. In the Fourier transform and the filters, each lane of a vector holds one frame. It allocates nothing, because it owns its scratch
/// memory (2 MB), so it is not safe for concurrent use.
/// </summary>
/// <param name="melBins">The number of mel bins: 80, or 128 from large-v3 on.</param>
internal sealed class LogMelSpectrogram(int melBins)
{
    /// <summary>Frames in 30 s.</summary>
    public const int FrameCount = 3000;

    /// <summary>Frames per encoder position.</summary>
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
    /// <param name="frames">The number of frames to compute, from the first on; at least the number of a vector's lanes.</param>
    /// <param name="destination">[mel bins, <paramref name="frames"/>], row-major.</param>
    public void Compute(ReadOnlySpan<float> samples, int frames, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, SampleCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, melBins * frames);
        Pad(samples);
        // Later frames lie entirely in the zeros; their power is 0.
        var sounding = Math.Min(frames, (samples.Length + Reflected + LogMelFrames.Hop - 1) / LogMelFrames.Hop);
        for (var first = 0; first < sounding; first += Vector<float>.Count)
            Filter(Math.Min(first, frames - Vector<float>.Count), frames, destination);
        Scale(sounding, frames, destination);
    }

    // Frames are centred on their times, so the first and last reach beyond the audio, which is reflected there.
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

    // Computes the mel powers of one vector of frames.
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

    // Converts to decades, limited to 8 below the maximum and scaled to about -1 … 1.
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
