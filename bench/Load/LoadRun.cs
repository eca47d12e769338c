using System.Collections.Concurrent;

namespace Transcribe.Bench.Load;

/// <summary>Runs concurrent callers. Each sends its next request after the previous response.</summary>
/// <param name="callers">The callers, each with its own connection.</param>
/// <param name="limit">The limits of the run.</param>
/// <param name="memory">Marked when the first minute of audio is transcribed; null if no server process is watched.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadRun(IReadOnlyList<ITranscribeClient> callers, LoadLimit limit, MemoryWatch? memory, TimeProvider time)
{
    private static readonly TimeSpan FirstMinute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentBag<CallOutcome> _outcomes = [];
    private long _started;
    private int _begun;

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        _started = time.GetTimestamp();
        await Task.WhenAll(callers.Select(caller => Task.Run(() => CallAsync(caller, cancellationToken), cancellationToken)));
        return new LoadResult([.. _outcomes], time.GetElapsedTime(_started));
    }

    private async Task CallAsync(ITranscribeClient caller, CancellationToken cancellationToken)
    {
        while (limit.Allows(Interlocked.Increment(ref _begun), time.GetElapsedTime(_started)))
            _outcomes.Add(await CallOnceAsync(caller, cancellationToken));
    }

    private async Task<CallOutcome> CallOnceAsync(ITranscribeClient caller, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TimeSpan? firstSegment = null;
        try
        {
            var answer = await caller.TranscribeAsync(
                end =>
                {
                    firstSegment ??= time.GetElapsedTime(started);
                    if (end >= FirstMinute)
                        memory?.Mark();
                },
                cancellationToken);
            return new CallOutcome(time.GetElapsedTime(started), firstSegment, answer, null);
        }
        catch (CallFailedException failure)
        {
            return new CallOutcome(time.GetElapsedTime(started), firstSegment, null, failure.Status);
        }
    }
}

/// <summary>The limits after which callers send no further request.</summary>
/// <param name="Requests">The total number of requests; null for no limit.</param>
/// <param name="Duration">The time from the start; null for no limit.</param>
internal sealed record LoadLimit(int? Requests, TimeSpan? Duration)
{
    public bool Allows(int request, TimeSpan elapsed) => !(request > Requests) && !(elapsed >= Duration);
}
