using Microsoft.Extensions.Options;

namespace Transcribe.Engine.Batching;

/// <summary>Counts the transcriptions in progress and refuses the one too many. A transcription that was admitted never meets a full queue later.</summary>
internal sealed class Admission(IOptions<BatchingOptions> options)
{
    private int _count;

    /// <summary>Takes a place until the result is disposed.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: all places are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _count) <= options.Value.MaxRequests)
            return new Place(this);
        Interlocked.Decrement(ref _count);
        throw new TranscriptionException(TranscriptionError.Overloaded, $"All {options.Value.MaxRequests} places for transcriptions are taken")
        {
            RetryAfter = options.Value.RetryAfter,
        };
    }

    private sealed class Place(Admission admission) : IDisposable
    {
        private Admission? _admission = admission;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _admission, null) is { } owner)
                Interlocked.Decrement(ref owner._count);
        }
    }
}
