namespace Transcribe.Core;

/// <summary>Transcribes audio while it arrives.</summary>
public interface ILiveTranscriber
{
    /// <summary>Transcribes one stream. When the audio ends or fails, the results for all audio received before are sent first.</summary>
    /// <param name="request">How to transcribe it.</param>
    /// <param name="inputs">
    /// The audio of the stream and its controls. If the sequence fails, this call rethrows the error after the last update.
    /// </param>
    /// <param name="onUpdate">Called for each update in order, one at a time. A slow callback delays only this stream.</param>
    /// <param name="cancellationToken">Stops all work within a second, without further updates.</param>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<LiveInput> inputs,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken);

    /// <summary>Checks settings before a stream uses them. It loads their model if it is not in memory.</summary>
    /// <exception cref="TranscriptionException">
    /// The model or a language is unknown, the model cannot be loaded, or too many calls wait for it.
    /// </exception>
    Task CheckAsync(TranscriptionSettings settings, Caller caller, CancellationToken cancellationToken);
}
