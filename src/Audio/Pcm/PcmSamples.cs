using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Transcribe.Audio.Pcm;

/// <summary>Converts bytes to samples of -1 to 1.</summary>
internal static class PcmSamples
{
    private const float Scale8 = 1f / (1 << 7);
    private const float Scale16 = 1f / (1 << 15);
    private const float Scale24 = 1f / (1 << 23);
    private const float Scale32 = 1f / (1L << 31);

    /// <summary>Fills <paramref name="samples"/>. Integer encodings are scaled to -1 to 1.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, SampleEncoding encoding, Span<float> samples)
    {
        switch (encoding)
        {
            case SampleEncoding.Unsigned8:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[i] - 128) * Scale8;
                break;
            case SampleEncoding.Signed16:
                ReadSigned16(bytes, samples);
                break;
            case SampleEncoding.Signed24:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[3 * i] | (bytes[(3 * i) + 1] << 8) | ((sbyte)bytes[(3 * i) + 2] << 16)) * Scale24;
                break;
            case SampleEncoding.Signed32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) * Scale32;
                break;
            case SampleEncoding.Float32:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case SampleEncoding.Float64:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
            default:
                var table = encoding == SampleEncoding.MuLaw ? G711.MuLaw : G711.ALaw;
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = table[bytes[i]];
                break;
        }
    }

    /// <summary>Clamps samples to -1 to 1 and replaces NaN by 0, so that later stages get valid samples.</summary>
    public static void Clean(Span<float> samples)
    {
        // Several samples at once, because long audio passes here.
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        foreach (ref var vector in vectors)
            vector = Vector.ConditionalSelect(
                Vector.IsFinite(vector), Vector.Min(Vector.Max(vector, -Vector<float>.One), Vector<float>.One), Vector<float>.Zero);
        foreach (ref var sample in samples[(vectors.Length * Vector<float>.Count)..])
            sample = float.IsFinite(sample) ? Math.Clamp(sample, -1f, 1f) : 0f;
    }

    // The most frequent encoding.
    private static void ReadSigned16(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        var done = 0;
        for (; BitConverter.IsLittleEndian && done <= samples.Length - Vector<short>.Count; done += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(bytes[(2 * done)..]), out var first, out var second);
            (Vector.ConvertToSingle(first) * Scale16).CopyTo(samples[done..]);
            (Vector.ConvertToSingle(second) * Scale16).CopyTo(samples[(done + Vector<float>.Count)..]);
        }
        for (; done < samples.Length; done++)
            samples[done] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * done)..]) * Scale16;
    }
}
