namespace Transcribe.Transcription.Tests.Windows;

/// <summary>Yields PCM in blocks as a decoder does.</summary>
internal static class Blocks
{
    /// <summary>Yields the samples in blocks of random sizes, some of them empty.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> Of(float[] samples, int maximumSize, int seed)
    {
        var random = new Random(seed);
        for (var at = 0; at < samples.Length;)
        {
            var size = Math.Min(random.Next(maximumSize + 1), samples.Length - at);
            // The block is a copy and is overwritten afterwards, which shows any late use of it.
            var block = samples.AsSpan(at, size).ToArray();
            yield return block;
            await Task.Yield();
            Array.Fill(block, float.NaN);
            at += size;
        }
    }
}
