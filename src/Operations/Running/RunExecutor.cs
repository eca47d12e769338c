using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Running;

/// <summary>Executes runs: takes a claimed operation, transcribes its audio and stores how the run ended.</summary>
internal sealed class RunExecutor(
    IOperationStore store,
    IAudioStore audio,
    IAudioSpool spool,
    ITranscriber transcriber,
    LeaseKeeper leases,
    RetryPolicy retries,
    DeliveryFactory deliveries,
    OperationSignals signals,
    IOptions<OperationsOptions> options,
    ILogger<RunExecutor> logger)
{
    // The wait after a failure of the store or the spool, which does not count against the operation.
    private static readonly TimeSpan DiskFaultDelay = TimeSpan.FromSeconds(5);

    private readonly OperationsOptions _options = options.Value;

    /// <summary>Runs an operation until it ends, is requeued or is lost. Throws no expected exception.</summary>
    /// <param name="operation">The operation as it was claimed.</param>
    /// <param name="fetched">Awaited when remote audio has been fetched, before it is transcribed; null to go on at once.</param>
    /// <param name="stopping">
    /// Cancelled when the process shuts down. The operation is then requeued, and the attempt does not count as failed.
    /// </param>
    public async Task RunAsync(Operation operation, Func<CancellationToken, Task>? fetched, CancellationToken stopping)
    {
        using var scope = logger.BeginRun(operation.Name);
        using var span = Spans.Source.StartActivity(
            "operation", ActivityKind.Consumer, parentContext: default, links: Spans.LinksTo(operation.Request.TraceParent));
        span?.SetTag("transcribe.operation", operation.Id).SetTag("transcribe.attempt", operation.Attempt);
        logger.RunBegins(operation.Id, operation.Attempt);
        signals.PulseOf(operation.Id);
        var outcome = !operation.IsReadable ? Unreadable(operation)
            : retries.IsGivenUp(operation) ? GiveUp(operation)
            : await AttemptAsync(operation, fetched, stopping);
        try
        {
            await SettleOrFailAsync(operation, outcome);
        }
        catch (OperationStoreException fault)
        {
            logger.RunNotStored(operation.Id, operation.Attempt, fault);
        }
        signals.PulseOf(operation.Id);
    }

    private RunOutcome.Finish Unreadable(Operation operation)
    {
        logger.RecordUnreadable(operation.Id);
        return new RunOutcome.Finish(RunResult.Failed(OperationFailure.Unreadable));
    }

    private static RunOutcome.Finish GiveUp(Operation operation) => Fail(
        null,
        $"Gave up after {Math.Max(operation.Failures, operation.Lapses)} attempts without progress"
        + (operation.Lapses > 0 ? $"; {operation.Lapses} of them ended with the process of the service" : ""));

    private static RunOutcome.Finish Fail(TranscriptionException? error, string message) =>
        new(RunResult.Failed(new OperationFailure(error?.Error, message, error?.RetryAfter)));

    private async Task<RunOutcome> AttemptAsync(
        Operation operation, Func<CancellationToken, Task>? fetched, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var lost = leases.KeepUntilLostAsync(operation.Run, ending.Token);
        var failures = operation.Failures;
        try
        {
            var transcription = TranscribeAsync(operation, fetched, () => failures = 0, ending.Token);
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

    private async Task<TranscriptionSummary> TranscribeAsync(
        Operation operation, Func<CancellationToken, Task>? fetched, Action stored, CancellationToken cancel)
    {
        using var inline = operation.Request.IsInline ? await SpoolAsync(operation, cancel) : null;
        var request = operation.Request.ToTranscriptionRequest(operation.Caller, inline, fetched);
        return await transcriber.TranscribeAsync(request, operation.Resume ?? TranscriptionCheckpoint.Start, StoreAsync, cancel);

        async ValueTask StoreAsync(FinishedWindow window, CancellationToken token)
        {
            if (!await store.CommitAsync(operation.Run, window, _options.LeaseDuration, token))
                throw new RunLostException(operation.Run);
            stored();
            // What waited for this suspect may go on.
            if (operation.Lapses > 0)
                signals.PulseQueued();
            signals.PulseOf(operation.Id);
        }
    }

    private async Task<ISpooledAudio> SpoolAsync(Operation operation, CancellationToken cancel)
    {
        await using var stored = await audio.OpenReadAsync(operation.Id, cancel);
        if (stored is not null)
            return await spool.CopyAsync(stored, cancel);
        // The end of an operation removes its audio, and a cancellation may end it right after the claim.
        if (!await store.IsCurrentAsync(operation.Run, cancel))
            throw new RunLostException(operation.Run);
        throw new InvalidOperationException("The stored audio is missing");
    }

    // Handles every exception, because the operation of an exception that left the run would only be found by its expired lease.
    private RunOutcome Judge(Operation operation, Exception fault, int failures, bool lost, bool stopping)
    {
        switch (fault)
        {
            case RunLostException:
            case OperationCanceledException when lost:
                return new RunOutcome.Lost();
            case not null when stopping:
                return new RunOutcome.Requeue(TimeSpan.Zero, Failed: false, Fault: null);
            case OperationStoreException or TranscriptionException { Error: TranscriptionError.SpoolUnavailable }:
                return new RunOutcome.Requeue(DiskFaultDelay, Failed: false, fault);
            case TranscriptionException { Error: TranscriptionError.NotReady } loading:
                // Not the operation's error: a model may take any time to load.
                return new RunOutcome.Requeue(retries.DelayAfter(1, loading), Failed: false, fault);
            case TranscriptionException transient when RetryPolicy.IsTransient(transient) && !retries.IsExhausted(failures + 1):
                return new RunOutcome.Requeue(retries.DelayAfter(failures + 1, transient), Failed: true, fault);
            case TranscriptionException expected:
                return Fail(expected, expected.Message);
            default:
                return FailUnexpectedly(operation, fault!);
        }
    }

    // For example, the text of a webhook cannot be composed because a stored segment cannot be read.
    private async Task SettleOrFailAsync(Operation operation, RunOutcome outcome)
    {
        try
        {
            await SettleAsync(operation, outcome);
        }
        catch (Exception fault) when (fault is not OperationStoreException)
        {
            await SettleAsync(operation, FailUnexpectedly(operation, fault));
        }
    }

    private RunOutcome.Finish FailUnexpectedly(Operation operation, Exception fault)
    {
        logger.RunBroke(operation.Id, operation.Attempt, fault);
        return Fail(null, "The transcription failed unexpectedly");
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
        if (!await store.FinishAsync(operation.Run, result, delivery, _options.Retention, CancellationToken.None))
            return false;
        if (delivery is not null)
            signals.PulseOutbox();
        signals.PulseOf(operation.Id);
        logger.RunEnded(operation.Id, operation.Attempt, result.State);
        // Last, because a bucket may answer late.
        if (operation.Request.IsInline)
            await audio.DeleteAsync(operation.Id);
        return true;
    }

    private async Task<bool> RequeueAsync(Operation operation, RunOutcome.Requeue requeue)
    {
        if (!await store.RequeueAsync(operation.Run, requeue.Delay, requeue.Failed, CancellationToken.None))
            return false;
        signals.PulseQueued();
        logger.RunRequeued(operation.Id, operation.Attempt, requeue.Delay, requeue.Fault);
        return true;
    }
}
