namespace Transcribe.Core;

/// <summary>Transcribes audio while it arrives.</summary>
public interface ILiveTranscriber
{
    /// <summary>Transcribes one stream. When the audio ends or fails, the results for all audio received before are sent first.</summary>
    /// <param name="request">How to transcribe it.</param>
    /// <param name="audio">
    /// The bytes of the stream, split at any position. If the sequence fails, this call rethrows the error after the last update.
    /// </param>
    /// <param name="onUpdate">Called for each update in order, one at a time. A slow callback delays only this stream.</param>
    /// <param name="cancellationToken">Stops all work within a second, without further updates.</param>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken);
}
