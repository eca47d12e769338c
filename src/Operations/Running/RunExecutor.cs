using Microsoft.Extensions.Logging;
using Transcribe.Core;
using Transcribe.Operations.Store;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Running;

/// <summary>One attempt at a claimed operation, from its first window to its end in the store.</summary>
internal sealed class RunExecutor(
    IOperationStore store,
    SpoolFolder spool,
    ITranscriber transcriber,
    LeaseKeeper leases,
    RetryPolicy retries,
    DeliveryFactory deliveries,
    OperationSignals signals,
    ILogger<RunExecutor> logger)
{
    // Rather than count a full disk against the operation.
    private static readonly TimeSpan StoreFaultDelay = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to an end, a retry or a loss. Throws nothing that is expected.</summary>
    /// <param name="operation">As it was claimed.</param>
    /// <param name="stopping">The process is shutting down: the operation goes back to the queue as it is.</param>
    public async Task RunAsync(Operation operation, CancellationToken stopping)
    {
        logger.RunBegins(operation.Id, operation.Attempt);
        signals.Of(operation.Id).Pulse();
        var outcome = retries.IsExhausted(operation.Failures)
            ? new RunOutcome.Finish(RunResult.Failed(new OperationFailure(Error: null, $"Gave up after {operation.Failures} runs that ended before they got any further")))
            : await AttemptAsync(operation, stopping);
        try
        {
            await SettleAsync(operation, outcome);
        }
        catch (OperationStoreException fault)
        {
            logger.RunNotStored(operation.Id, operation.Attempt, fault);
        }
        signals.Of(operation.Id).Pulse();
    }

    private async Task<RunOutcome> AttemptAsync(Operation operation, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var lost = leases.KeepUntilLostAsync(operation.Run, ending.Token);
        var failures = operation.Failures;
        try
        {
            var transcription = TranscribeAsync(operation, () => failures = 0, ending.Token);
            if (await Task.WhenAny(transcription, lost) == lost)
                await ending.CancelAsync();
            return new RunOutcome.Finish(RunResult.Succeeded(await transcription));
        }
        catch (Exception fault)
        {
            return Judge(operation, fault, failures, lost.IsCompletedSuccessfully, stopping.IsCancellationRequested);
        }
        finally
        {
            await ending.CancelAsync();
            await lost.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TranscriptionSummary> TranscribeAsync(Operation operation, Action stored, CancellationToken cancel)
    {
        var content = operation.Request.ContentHash is null ? default : await ReadAudioAsync(operation, cancel);
        return await transcriber.TranscribeAsync(operation.Request.ToTranscriptionRequest(content), operation.Resume ?? TranscriptionCheckpoint.Start, StoreAsync, cancel);

        async ValueTask StoreAsync(FinishedWindow window, CancellationToken token)
        {
            if (!await store.CommitAsync(operation.Run, window, token))
                throw new RunLostException(operation.Run);
            stored();
            signals.Of(operation.Id).Pulse();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAudioAsync(Operation operation, CancellationToken cancel)
    {
        try
        {
            return await spool.ReadAsync(operation.Id, cancel);
        }
        catch (IOException)
        {
            // Whoever ends an operation removes its audio, perhaps just after it was claimed.
            if (!await store.IsCurrentAsync(operation.Run, cancel))
                throw new RunLostException(operation.Run);
            throw;
        }
    }

    // Whatever the engine throws ends here: a run must not take its lane down.
    private RunOutcome Judge(Operation operation, Exception fault, int failures, bool lost, bool stopping)
    {
        switch (fault)
        {
            case RunLostException:
            case OperationCanceledException when lost:
                return new RunOutcome.Lost();
            case not null when stopping:
                return new RunOutcome.Requeue(TimeSpan.Zero, Failed: false, Fault: null);
            case OperationStoreException:
                return new RunOutcome.Requeue(StoreFaultDelay, Failed: false, fault);
            case TranscriptionException { Error: TranscriptionError.NotReady } early:
                // Not the operation's doing: a model may take as long to load as it likes.
                return new RunOutcome.Requeue(retries.DelayAfter(1, early), Failed: false, fault);
            case TranscriptionException passing when RetryPolicy.IsTransient(passing) && !retries.IsExhausted(failures + 1):
                return new RunOutcome.Requeue(retries.DelayAfter(failures + 1, passing), Failed: true, fault);
            case TranscriptionException expected:
                return new RunOutcome.Finish(RunResult.Failed(new OperationFailure(expected.Error, expected.Message, expected.RetryAfter)));
            default:
                logger.RunBroke(operation.Id, operation.Attempt, fault!);
                return new RunOutcome.Finish(RunResult.Failed(new OperationFailure(Error: null, "The transcription failed unexpectedly")));
        }
    }

    private async Task SettleAsync(Operation operation, RunOutcome outcome)
    {
        var settled = outcome switch
        {
            RunOutcome.Finish finish => await FinishAsync(operation, finish.Result),
            RunOutcome.Requeue requeue => await RequeueAsync(operation, requeue),
            _ => false,
        };
        if (!settled)
            logger.RunLost(operation.Id, operation.Attempt);
    }

    private async Task<bool> FinishAsync(Operation operation, RunResult result)
    {
        var ended = operation with { State = result.State, Failure = result.Failure, Summary = result.Summary };
        var delivery = await deliveries.CreateAsync(ended, CancellationToken.None);
        if (!await store.FinishAsync(operation.Run, result, delivery, CancellationToken.None))
            return false;
        spool.Delete(operation.Id);
        if (delivery is not null)
            signals.Outbox.Pulse();
        logger.RunEnded(operation.Id, operation.Attempt, result.State);
        return true;
    }

    private async Task<bool> RequeueAsync(Operation operation, RunOutcome.Requeue requeue)
    {
        if (!await store.RequeueAsync(operation.Run, requeue.Delay, requeue.Failed, CancellationToken.None))
            return false;
        signals.Queued.Pulse();
        logger.RunRequeued(operation.Id, operation.Attempt, requeue.Delay, requeue.Fault);
        return true;
    }
}
