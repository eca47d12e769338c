using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>Decodes audio that is still arriving.</summary>
public interface IStreamDecoder
{
    /// <summary>Decodes a stream's bytes into mono PCM at 16 kHz. Each block is returned as soon as its bytes have arrived.</summary>
    /// <param name="audio">The bytes as they arrive, split at any position.</param>
    /// <param name="format">The format of headerless PCM. If it is null, ffmpeg detects container and codec from the data.</param>
    /// <param name="track">The index of the audio track to read, from 0; null for the default track.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.InvalidRequest"/>: the PCM format is out of range, or there is no such track.
    /// <see cref="TranscriptionError.AudioUnreadable"/>: the data is not audio, or it is damaged.
    /// </exception>
    IAsyncEnumerable<float[]> Decode(IAsyncEnumerable<ReadOnlyMemory<byte>> audio, PcmFormat? format, int? track = null);
}
