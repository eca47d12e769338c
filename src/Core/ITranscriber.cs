namespace Transcribe.Core;

/// <summary>Transcribes recorded audio.</summary>
public interface ITranscriber
{
    /// <summary>Whether the default model is loaded and warmed up.</summary>
    bool IsReady { get; }

    /// <summary>The number of short transcriptions that fill the default model's batch; valid once <see cref="IsReady"/> is true.</summary>
    int Concurrency { get; }

    /// <summary>
    /// Refuses a request that can never succeed, without fetching or loading anything: an unknown model, a URL that is not allowed, or, if
    /// the model is in memory, a language or task that it does not support.
    /// </summary>
    /// <exception cref="TranscriptionException">The reason.</exception>
    void Check(TranscriptionRequest request);

    /// <summary>
    /// Transcribes one request's audio window by window. It starts at the beginning or at a checkpoint of an earlier run over the same
    /// audio and request.
    /// </summary>
    /// <param name="request">The audio and how to transcribe it.</param>
    /// <param name="resume">The last checkpoint of the earlier run, or <see cref="TranscriptionCheckpoint.Start"/>.</param>
    /// <param name="onWindow">
    /// Called for each window and each silence in order of time, one at a time. An exception from it ends the transcription. A slow
    /// callback delays only this request.
    /// </param>
    /// <param name="cancellationToken">Stops the fetch, the audio decoder and the engine's work on this request within a second.</param>
    /// <returns>The summary of the whole audio, including the part of the earlier run.</returns>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken);
}

/// <summary>A simpler overload for callers that start at the beginning of the audio.</summary>
public static class TranscriberExtensions
{
    /// <summary>Transcribes one request's audio from its start.</summary>
    /// <param name="transcriber">The transcriber.</param>
    /// <param name="request">The audio and how to transcribe it.</param>
    /// <param name="onSegment">Called for each segment in order of time, one at a time. A slow callback delays only this request.</param>
    /// <param name="cancellationToken">Stops all work on this request within a second.</param>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    public static Task<TranscriptionSummary> TranscribeAsync(
        this ITranscriber transcriber,
        TranscriptionRequest request,
        Func<Segment, CancellationToken, ValueTask> onSegment,
        CancellationToken cancellationToken) => transcriber.TranscribeAsync(
            request,
            TranscriptionCheckpoint.Start,
            async (window, token) =>
            {
                foreach (var segment in window.Segments)
                    await onSegment(segment, token);
            },
            cancellationToken);
}
