using System.Runtime.CompilerServices;
using Transcribe.Engine.Audio.Ffmpeg;
using Transcribe.Engine.Audio.Pcm;

namespace Transcribe.Engine.Live.Decoding;

/// <summary>A stream's bytes to mono PCM at 16 kHz, each block given as soon as its bytes are there.</summary>
internal sealed class LiveDecoder(FfmpegStream ffmpeg)
{
    /// <param name="audio">As it comes, cut anywhere.</param>
    /// <param name="format">Null: ffmpeg recognises container and codec from the data.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.InvalidRequest"/>: the PCM format is out of range. <see cref="TranscriptionError.AudioUnreadable"/>: the data is not audio, or broken.
    /// </exception>
    public IAsyncEnumerable<float[]> Decode(IAsyncEnumerable<ReadOnlyMemory<byte>> audio, PcmFormat? format) =>
        format is null ? ffmpeg.DecodeAsync(audio) : ConvertAsync(audio, PcmLayout.Of(format));

    private static async IAsyncEnumerable<float[]> ConvertAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio, PcmLayout layout, [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
