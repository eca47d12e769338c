namespace Transcribe.Transcription.Tests.Windows;

/// <summary>PCM in blocks, as a decoder yields it.</summary>
internal static class Blocks
{
    /// <summary>The samples in blocks of random sizes, some of them empty.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> Of(float[] samples, int maximumSize, int seed)
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
