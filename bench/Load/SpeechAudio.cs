using System.Buffers.Binary;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Core;

namespace Transcribe.Bench.Load;

/// <summary>Prepares the audio that the callers send.</summary>
internal static class SpeechAudio
{
    private const int SampleRate = 16_000;
    private const int HeaderBytes = 44;

    /// <summary>Repeats or cuts a file to a duration and returns it as 16-bit mono WAV at 16 kHz.</summary>
    /// <param name="path">The path of an audio file in any format that the service supports.</param>
    /// <param name="duration">The duration of the result.</param>
    /// <param name="time">The clock for the limits of the audio reader.</param>
    public static async Task<byte[]> RepeatAsync(string path, TimeSpan duration, TimeProvider time)
    {
        var speech = await ReadAsync(path, time);
        var wav = new byte[HeaderBytes + (sizeof(short) * (int)(duration.TotalSeconds * SampleRate))];
        WriteHeader(wav);
        var samples = wav.AsSpan(HeaderBytes);
        for (var i = 0; i < samples.Length / sizeof(short); i++)
            BinaryPrimitives.WriteInt16LittleEndian(
                samples[(i * sizeof(short))..], (short)(Math.Clamp(speech[i % speech.Count], -1, 1) * short.MaxValue));
        return wav;
    }

    /// <summary>Reads the samples of the file, mono at 16 kHz, from -1 to 1.</summary>
    public static async Task<List<float>> ReadAsync(string path, TimeProvider time)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddAudio()
            .AddSingleton(Options.Create(new AudioOptions()))
            .BuildServiceProvider();
        await using var pcm = await services.GetRequiredService<IAudioReader>().OpenAsync(
            new AudioInput.Inline(await File.ReadAllBytesAsync(path)), CancellationToken.None);
        var samples = new List<float>();
        await foreach (var block in pcm.ReadBlocksAsync())
            samples.AddRange(block.Span);
        return samples;
    }

    private static void WriteHeader(Span<byte> wav)
    {
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav[4..], wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(wav[16..], 16); // length of the format chunk
        BinaryPrimitives.WriteInt16LittleEndian(wav[20..], 1); // integer PCM
        BinaryPrimitives.WriteInt16LittleEndian(wav[22..], 1); // channels
        BinaryPrimitives.WriteInt32LittleEndian(wav[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(wav[28..], SampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(wav[32..], sizeof(short)); // bytes per frame
        BinaryPrimitives.WriteInt16LittleEndian(wav[34..], 8 * sizeof(short));
        "data"u8.CopyTo(wav[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(wav[40..], wav.Length - HeaderBytes);
    }
}
