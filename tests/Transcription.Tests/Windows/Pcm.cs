namespace Transcribe.Transcription.Tests.Windows;

/// <summary>Made-up PCM at 16 kHz.</summary>
internal static class Pcm
{
    public const int SampleRate = 16_000;

    /// <summary>White noise from -<paramref name="amplitude"/> to <paramref name="amplitude"/>; its level is 4.8 dB below the amplitude's.</summary>
    public static float[] Noise(double seconds, float amplitude = 0.1f, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)Math.Round(seconds * SampleRate)).Select(_ => ((random.NextSingle() * 2) - 1) * amplitude)];
    }

    public static float[] Zeros(double seconds) => new float[(int)Math.Round(seconds * SampleRate)];

    /// <summary>The samples in blocks of random sizes, the empty one among them.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks(float[] samples, int maximumSize, int seed)
    {
        var random = new Random(seed);
        for (var at = 0; at < samples.Length;)
        {
            var size = Math.Min(random.Next(maximumSize + 1), samples.Length - at);
            // A copy that is overwritten afterwards shows whether a block is used after its turn.
            var block = samples.AsSpan(at, size).ToArray();
            yield return block;
            await Task.Yield();
            Array.Fill(block, float.NaN);
            at += size;
        }
    }
}
