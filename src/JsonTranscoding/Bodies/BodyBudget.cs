namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>The bytes that the bodies of all requests in flight may take together, so that callers cannot exhaust the memory.</summary>
/// <param name="limit">The most bytes. A body that finds no other is admitted even if it is larger, so that every valid body is.</param>
public sealed class BodyBudget(long limit)
{
    private long _taken;

    /// <summary>The bytes that are taken at the moment.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Opens the account of one request.</summary>
    public BodyLease Open() => new(this);

    /// <summary>Takes bytes for a request.</summary>
    /// <param name="bytes">The further bytes.</param>
    /// <param name="own">The bytes that the request has taken before.</param>
    /// <returns>Whether there was room.</returns>
    internal bool TryTake(long bytes, long own)
    {
        while (true)
        {
            var taken = Taken;
            if (taken > own && taken + bytes > limit)
                return false;
            if (Interlocked.CompareExchange(ref _taken, taken + bytes, taken) == taken)
                return true;
        }
    }

    /// <summary>Returns bytes at the end of a request.</summary>
    internal void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
