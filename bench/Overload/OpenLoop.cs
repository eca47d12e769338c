using Transcribe.Bench.Load;

namespace Transcribe.Bench.Overload;

/// <summary>Starts calls at a fixed rate, whether or not earlier ones have ended.</summary>
/// <param name="callers">The callers, which make the calls in turns.</param>
/// <param name="time">The clock.</param>
internal sealed class OpenLoop(IReadOnlyList<ITranscribeClient> callers, TimeProvider time)
{
    /// <summary>Runs the calls and waits for the last one.</summary>
    /// <param name="interval">The time between two calls.</param>
    /// <param name="duration">The time in which calls begin.</param>
    /// <param name="cancellationToken">Cancels all calls.</param>
    public async Task<IReadOnlyList<CallOutcome>> RunAsync(TimeSpan interval, TimeSpan duration, CancellationToken cancellationToken)
    {
        var calls = new List<Task<CallOutcome>>();
        var started = time.GetTimestamp();
        for (var due = TimeSpan.Zero; due < duration; due += interval)
        {
            var wait = due - time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            var caller = callers[calls.Count % callers.Count];
            calls.Add(Task.Run(() => CallAsync(caller, cancellationToken), cancellationToken));
        }
        return await Task.WhenAll(calls);
    }

    private async Task<CallOutcome> CallAsync(ITranscribeClient caller, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var answer = await caller.TranscribeAsync(_ => { }, cancellationToken);
            return new CallOutcome(time.GetElapsedTime(started), null, answer, null);
        }
        catch (CallFailedException failure)
        {
            return new CallOutcome(time.GetElapsedTime(started), null, null, failure.Status);
        }
    }
}
