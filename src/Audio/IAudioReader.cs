using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>Opens audio: the first stage of a transcription.</summary>
public interface IAudioReader
{
    /// <summary>Fetches the audio if it is remote, and detects its format. Decoding errors occur when the blocks are read.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.UrlNotAllowed"/>, <see cref="TranscriptionError.FetchFailed"/>,
    /// <see cref="TranscriptionError.AudioTooLarge"/>, <see cref="TranscriptionError.AudioUnreadable"/> (no bytes),
    /// <see cref="TranscriptionError.InvalidRequest"/> (PCM format out of range) or <see cref="TranscriptionError.Overloaded"/> (too many
    /// fetches; a background request waits instead).
    /// </exception>
    Task<IPcmSource> OpenAsync(AudioInput input, CancellationToken cancel);
}

/// <summary>
/// Audio as PCM. It is decoded while it is read and holds at most two blocks; the decoder waits for the reader. It owns the spooled bytes
/// and removes them when it is disposed of.
/// </summary>
public interface IPcmSource : IAsyncDisposable
{
    /// <summary>The duration of the fetch; zero for inline audio.</summary>
    TimeSpan Fetched { get; }

    /// <summary>The total wait for decoded blocks so far.</summary>
    TimeSpan Decoded { get; }

    /// <summary>
    /// The duration of a WAV or headerless PCM from its number of bytes, or the one that another file declares. It is known from the first
    /// block on, and a hint only, because a file can declare anything; null if unknown.
    /// </summary>
    TimeSpan? StatedDuration { get; }

    /// <summary>
    /// The audio in order: blocks of about half a second at most, mono, 16 kHz, -1 to 1, each a new array. The audio can be read once. The
    /// decoder ends at once when the loop is left or cancelled.
    /// </summary>
    /// <remarks>A recording that has a header and no samples yields no blocks.</remarks>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>: not audio, damaged, or too slow to decode. Valid blocks may precede it.
    /// <see cref="TranscriptionError.AudioTooLarge"/>: longer than <see cref="AudioOptions.MaxDuration"/>.
    /// <see cref="TranscriptionError.NotReady"/>: ffmpeg cannot be run.
    /// </exception>
    IAsyncEnumerable<ReadOnlyMemory<float>> ReadBlocksAsync(CancellationToken cancel = default);
}
