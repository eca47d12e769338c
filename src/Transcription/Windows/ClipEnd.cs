using System.Runtime.CompilerServices;
using Transcribe.Core;

namespace Transcribe.Transcription.Windows;

/// <summary>Ends audio where a clip ends, so that the rest is not decoded.</summary>
internal static class ClipEnd
{
    /// <summary>The blocks up to the end of the clip. The part before the clip stays, because the times count from the start.</summary>
    /// <param name="blocks">Mono PCM at 16 kHz from the start of the audio.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> Of(
        IAsyncEnumerable<ReadOnlyMemory<float>> blocks, AudioClip clip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = clip.EndSample ?? long.MaxValue;
        if (left == 0)
            yield break;
        await foreach (var block in blocks.WithCancellation(cancellationToken))
        {
            yield return block[..(int)Math.Min(left, block.Length)];
            left -= block.Length;
            if (left <= 0)
                yield break;
        }
    }
}
