using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Transcribe.Transcription.Windows;

/// <summary>Cuts PCM into windows at pauses and leaves silence out. Holds at most 31 s of each stream; one cutter serves any number of them.</summary>
internal sealed class WindowCutter(IOptions<WindowingOptions> options)
{
    /// <summary>The blocks' audio as spans: in order, contiguous from the start to the end, none empty, and the same however the audio came in blocks.</summary>
    /// <param name="start">Samples that an earlier run has done, which are passed over; the end of one of its spans.</param>
    /// <param name="blocks">Mono PCM at 16 kHz, -1 to 1, of any sizes; a block is not used after the next one is asked for.</param>
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
