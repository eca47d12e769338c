using System.Runtime.CompilerServices;
using Transcribe.Audio.Ffmpeg;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio;

/// <inheritdoc/>
internal sealed class StreamDecoder(FfmpegStream ffmpeg) : IStreamDecoder
{
    /// <inheritdoc/>
    public IAsyncEnumerable<float[]> Decode(IAsyncEnumerable<ReadOnlyMemory<byte>> audio, PcmFormat? format, int? track = null) =>
        format is null ? ffmpeg.DecodeAsync(audio, track) : ConvertAsync(audio, PcmLayout.Of(format));

    private static async IAsyncEnumerable<float[]> ConvertAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio,
        PcmLayout layout,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var converter = new PcmConverter(layout);
        await foreach (var bytes in audio.WithCancellation(cancellationToken))
        {
            if (converter.Convert(bytes.Span) is { Length: > 0 } block)
                yield return block;
        }

        if (converter.Flush() is { Length: > 0 } tail)
            yield return tail;
    }
}
