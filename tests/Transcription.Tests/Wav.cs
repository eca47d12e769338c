using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Transcribe.Transcription.Tests;

/// <summary>16 kHz mono PCM as WAV bytes.</summary>
internal static class Wav
{
    public const int SampleRate = 16_000;

    private const int HeaderLength = 44;

    /// <summary>A bundled sample's PCM.</summary>
    public static float[] Sample(string name)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", Repository.Sample(name), "-f", "f32le", "-ac", "1", "-ar", "16000", "-"])
        {
            RedirectStandardOutput = true,
        })!;
        using var bytes = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(bytes);
        return MemoryMarshal.Cast<byte, float>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
    }

    /// <summary>Digital silence.</summary>
    public static float[] Silence(double seconds) => new float[(int)(seconds * SampleRate)];

    /// <summary>Parts after one another, as 16-bit WAV.</summary>
    public static byte[] Join(params IEnumerable<float[]> parts)
    {
        float[] samples = [.. parts.SelectMany(part => part)];
        var wav = new byte[HeaderLength + (2 * samples.Length)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        ReadOnlySpan<int> format = [16, 1 | (1 << 16), SampleRate, 2 * SampleRate, 2 | (16 << 16)];
        MemoryMarshal.AsBytes(format).CopyTo(wav.AsSpan(16));
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), 2 * samples.Length);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(HeaderLength + (2 * i)), (short)Math.Clamp(samples[i] * 32768, short.MinValue, short.MaxValue));
        return wav;
    }
}
