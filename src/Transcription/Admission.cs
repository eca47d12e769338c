using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>
/// Counts the work in progress and refuses more than the limit. Admitted work is never refused later because of a full queue.
/// </summary>
/// <param name="limit">The maximum number of concurrent items.</param>
/// <param name="what">The kind of work, for the error message.</param>
/// <param name="retryAfter">The retry delay in refusals.</param>
internal sealed class Admission(int limit, string what, TimeSpan retryAfter) : IAdmission
{
    private int _count;

    /// <summary>Admits requests under the operator's limit.</summary>
    public Admission(AdmissionOptions options, string what)
        : this(options.MaxRequests, what, options.RetryAfter)
    {
    }

    /// <inheritdoc/>
    public void Check()
    {
        if (Volatile.Read(ref _count) >= limit)
            throw Refusal();
    }

    /// <summary>Occupies a place until the result is disposed of.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: all places are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _count) <= limit)
            return new Place(this);
        Interlocked.Decrement(ref _count);
        throw Refusal();
    }

    private TranscriptionException Refusal() => new(TranscriptionError.Overloaded, $"Too many {what} in progress (limit {limit})")
    {
        RetryAfter = retryAfter,
    };

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
