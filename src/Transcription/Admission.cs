using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>
/// Counts the work in progress and refuses more than the limit. Each caller leaves room for another. Admitted work is never refused later
/// because of a full queue.
/// </summary>
/// <remarks>
/// A caller may take as many places as remain free, if its share is a half. So n callers take at most n of n + 1 parts. The first place of
/// a caller may be the last one.
/// </remarks>
/// <param name="limit">The maximum number of concurrent items.</param>
/// <param name="share">The part of the places that a caller may take while others take none, above 0 and at most 1.</param>
/// <param name="what">The kind of work, for the error message.</param>
/// <param name="retryAfter">The retry delay in refusals.</param>
internal sealed class Admission(int limit, double share, string what, TimeSpan retryAfter) : IAdmission
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _accounts = [];
    private int _count;

    /// <summary>Admits requests under the operator's limit.</summary>
    public Admission(AdmissionOptions options, string what)
        : this(options.MaxRequests, options.CallerShare, what, options.RetryAfter)
    {
    }

    /// <inheritdoc/>
    public void Check(Caller caller)
    {
        lock (_gate)
            ThrowIfTaken(caller.Account);
    }

    /// <summary>Occupies a place until the result is disposed of.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.Overloaded"/>: all places are taken, or those that the caller may take.
    /// </exception>
    public IDisposable Enter(Caller caller)
    {
        lock (_gate)
        {
            ThrowIfTaken(caller.Account);
            _count++;
            _accounts[caller.Account] = _accounts.GetValueOrDefault(caller.Account) + 1;
        }
        return new Place(this, caller.Account);
    }

    private void ThrowIfTaken(string account)
    {
        if (_count >= limit)
            throw Refusal($"Too many {what} in progress (limit {limit})");
        var own = _accounts.GetValueOrDefault(account);
        // The service itself has no account.
        if (account.Length > 0 && own > 0 && (own + 1) * (1 - share) > share * (limit - _count - 1))
            throw Refusal($"Too many {what} of this caller in progress (they take its share of {limit} places)");
    }

    private TranscriptionException Refusal(string message) => new(TranscriptionError.Overloaded, message) { RetryAfter = retryAfter };

    private void Leave(string account)
    {
        lock (_gate)
        {
            _count--;
            if (--_accounts[account] == 0)
                _accounts.Remove(account);
        }
    }

    private sealed class Place(Admission admission, string account) : IDisposable
    {
        private Admission? _admission = admission;

        public void Dispose() => Interlocked.Exchange(ref _admission, null)?.Leave(account);
    }
}
