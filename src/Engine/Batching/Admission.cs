namespace Transcribe.Engine.Batching;

/// <summary>Counts the transcriptions in progress and refuses the one too many. A transcription that was admitted never meets a full queue later.</summary>
/// <param name="places">Most at once.</param>
/// <param name="what">What is counted, as the one refused is told.</param>
/// <param name="retryAfter">What it is told to wait.</param>
internal sealed class Admission(int places, string what, TimeSpan retryAfter)
{
    private int _count;

    /// <summary>Takes a place until the result is disposed.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: all places are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _count) <= places)
            return new Place(this);
        Interlocked.Decrement(ref _count);
        throw new TranscriptionException(TranscriptionError.Overloaded, $"All {places} places for {what} are taken")
        {
            RetryAfter = retryAfter,
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
