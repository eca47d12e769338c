using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Moves a stream's audio into the backlog. If the backlog is full, a sender faster than real time must wait. For any other sender, the
/// call fails as overloaded.
/// </summary>
internal sealed class LiveIntake(LiveOptions options, TimeProvider time)
{
    /// <summary>Audio may arrive this much faster than real time, because microphone audio arrives in bursts.</summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The maximum number of samples added at once (half a second), so that long messages do not exceed the capacity of the backlog.
    /// </summary>
    private const int PieceSamples = SampleTime.SampleRate / 2;

    /// <summary>Adds the audio to the backlog. It ends the backlog even after an error.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>, or an error of the audio.</exception>
    public async Task RunAsync(IAsyncEnumerable<float[]> audio, AudioBacklog backlog, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await foreach (var block in audio.WithCancellation(cancellationToken))
            {
                for (var at = 0; at < block.Length; at += PieceSamples)
                {
                    if (backlog.IsFull && !IsAhead(backlog, time.GetElapsedTime(started)))
                        throw CannotKeepUp();
                    await backlog.WaitForRoomAsync(cancellationToken);
                    backlog.Add(block.AsMemory(at, Math.Min(PieceSamples, block.Length - at)));
                }
            }
        }
        finally
        {
            backlog.End();
        }
    }

    private static bool IsAhead(AudioBacklog backlog, TimeSpan elapsed) => SampleTime.Of(backlog.Received) > elapsed + Jitter;

    private TranscriptionException CannotKeepUp() => new(
        TranscriptionError.Overloaded,
        $"The service cannot keep up with the stream: {options.MaxBacklog.TotalSeconds:0.#} s of its audio wait, "
            + "or its answers are not read")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };
}
