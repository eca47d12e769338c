using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>Decodes audio that is still arriving.</summary>
public interface IStreamDecoder
{
    /// <summary>Decodes a stream's bytes into mono PCM at 16 kHz. Each block is returned as soon as its bytes have arrived.</summary>
    /// <param name="audio">Bytes as they arrive, cut anywhere.</param>
    /// <param name="format">Null: ffmpeg detects container and codec from the data.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.InvalidRequest"/>: the PCM format is out of range. <see cref="TranscriptionError.AudioUnreadable"/>: the data is not audio, or it is damaged.
    /// </exception>
    IAsyncEnumerable<float[]> Decode(IAsyncEnumerable<ReadOnlyMemory<byte>> audio, PcmFormat? format);
}
