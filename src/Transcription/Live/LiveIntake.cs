using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>Takes a stream's audio in as it comes. A sender ahead of the clock is held back; one that the machine cannot keep up with is told so.</summary>
internal sealed class LiveIntake(LiveOptions options, TimeProvider time)
{
    /// <summary>A microphone's audio may arrive in bursts without being ahead.</summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(5);

    /// <summary>Blocks are added in pieces of at most this many samples (half a second), so that the backlog's bound holds however long a message is.</summary>
    private const int PieceSamples = SampleTime.SampleRate / 2;

    /// <summary>Adds the audio to the backlog, and ends it whatever happens.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>, or whatever ended the audio.</exception>
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
        $"The service cannot keep up with the stream: {options.MaxBacklog.TotalSeconds:0.#} s of its audio wait, or its answers are not read")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };
}
