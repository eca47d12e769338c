using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Transcribe.Transcription.Windows;

/// <summary>
/// Cuts PCM into windows at pauses and leaves out silence. It holds at most 31 s of each stream and serves any number of streams.
/// </summary>
internal sealed class WindowCutter(IOptions<WindowingOptions> options)
{
    /// <summary>The audio as spans in order of time, contiguous and never empty. Block sizes do not change them.</summary>
    /// <param name="start">The samples that an earlier run finished, which are skipped. It is the end of a span.</param>
    /// <param name="blocks">Mono PCM at 16 kHz, -1 to 1, of any size. A block is not used after the next one is requested.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<AudioSpan> CutAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> blocks,
        long start = 0,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = new WindowStream(options.Value, start);
        var passed = start;
        await foreach (var block in blocks.WithCancellation(cancellationToken))
        {
            var skipped = (int)Math.Min(passed, block.Length);
            passed -= skipped;
            foreach (var span in stream.Append(block[skipped..]))
                yield return span;
        }

        foreach (var span in stream.End())
            yield return span;
    }
}
