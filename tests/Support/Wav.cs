using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Transcribe.Tests;

/// <summary>WAV files of 16 kHz mono PCM in 16 bits.</summary>
public static class Wav
{
    public const int HeaderLength = 44;

    /// <summary>A file with the parts one after the other.</summary>
    public static byte[] Join(params IEnumerable<float[]> parts)
    {
        float[] samples = [.. parts.SelectMany(part => part)];
        var wav = new byte[HeaderLength + (2 * samples.Length)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        ReadOnlySpan<int> format = [16, 1 | (1 << 16), Pcm.SampleRate, 2 * Pcm.SampleRate, 2 | (16 << 16)];
        MemoryMarshal.AsBytes(format).CopyTo(wav.AsSpan(16));
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), 2 * samples.Length);
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = (short)Math.Clamp(samples[i] * 32768, short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(HeaderLength + (2 * i)), sample);
        }
        return wav;
    }
}
