using Transcribe.Engine;

namespace Transcribe.Operations.Running;

/// <summary>What a run needs of the engine.</summary>
public interface ITranscriber
{
    /// <summary>Whether there is any use in starting: the default model is loaded.</summary>
    bool IsReady { get; }

    /// <summary>Transcribes one request's audio, from its start or from where an earlier run left off.</summary>
    /// <param name="request">The audio and what to do with it.</param>
    /// <param name="resume">Where to go on; <see cref="TranscriptionCheckpoint.Start"/> for the start of the audio.</param>
    /// <param name="onWindow">Called after each finished window, in order of time, one at a time. What it throws ends the transcription and is thrown on.</param>
    /// <param name="cancellationToken">Stops all work on this request within a second.</param>
    /// <returns>What is said of the whole audio, earlier runs' part included.</returns>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken);
}
