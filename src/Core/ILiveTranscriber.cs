namespace Transcribe.Core;

/// <summary>Transcribes audio while it arrives.</summary>
public interface ILiveTranscriber
{
    /// <summary>Transcribes one stream. When the audio ends, for any reason, all audio received before is answered first.</summary>
    /// <param name="request">How to transcribe it.</param>
    /// <param name="audio">Its bytes, cut anywhere. If it fails, this call fails in the same way after the last answer.</param>
    /// <param name="onUpdate">Called for each answer in order, one at a time. A slow one delays only this stream.</param>
    /// <param name="cancellationToken">Stops everything within a second, without further answers.</param>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken);
}
