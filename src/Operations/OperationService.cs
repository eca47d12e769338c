using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;
using Transcribe.Operations.Watching;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations;

/// <inheritdoc/>
internal sealed class OperationService(
    OperationCreator creator,
    IOperationStore store,
    IAudioStore audio,
    OperationWatcher watcher,
    DeliveryFactory deliveries,
    OperationSignals signals,
    StoreHealth health,
    IOptions<OperationsOptions> options) : IOperations
{
    private const int SegmentsAtOnce = 500;

    public bool IsWritable => health.IsWritable;

    public Task<Operation> CreateAsync(NewOperation creation, CancellationToken cancel) => creator.CreateAsync(creation, cancel);

    public Task<Operation> GetAsync(string id, CancellationToken cancel) => watcher.FindAsync(id, cancel);

    public Task<Operation?> FindByRequestIdAsync(string requestId, CancellationToken cancel) =>
        store.FindByRequestIdAsync(requestId, cancel);

    public async Task<OperationPage> ListAsync(OperationQuery query, CancellationToken cancel)
    {
        var done = OperationFilter.ParseDone(query.Filter);
        var list = $"operations done={done}"; // A page token is valid only for the filter it was made with.
        var limit = PageSize.Of(query.PageSize);
        var operations = await store.ListAsync(done, ListPosition.FromToken(query.PageToken, list), limit, cancel);
        var next = operations.Count == limit ? new ListPosition(operations[^1].CreateTime, operations[^1].Id).ToToken(list) : "";
        return new OperationPage(operations, next);
    }

    public Task<Operation> WaitAsync(string id, TimeSpan timeout, CancellationToken cancel) => watcher.WaitAsync(id, timeout, cancel);

    public async Task<Operation> CancelAsync(string id, CancellationToken cancel)
    {
        var operation = await GetAsync(id, cancel);
        if (await store.CancelAsync(id, await CancellationAsync(operation, cancel), options.Value.Retention, cancel))
            await StopAsync(operation);
        return await GetAsync(id, cancel);
    }

    public async Task DeleteAsync(string id, CancellationToken cancel)
    {
        var operation = await GetAsync(id, cancel);
        if (!await store.DeleteAsync(id, operation.Done ? null : await CancellationAsync(operation, cancel), cancel))
            throw OperationWatcher.Unknown(id);
        await StopAsync(operation);
    }

    public async IAsyncEnumerable<Segment> ReadSegmentsAsync(string id, [EnumeratorCancellation] CancellationToken cancel)
    {
        await GetAsync(id, cancel);
        var next = 0;
        while (await store.ReadSegmentsAsync(id, next, SegmentsAtOnce, cancel) is { Count: > 0 } segments)
        {
            foreach (var segment in segments)
                yield return segment;
            next = segments[^1].Index + 1;
        }
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(string id, CancellationToken cancel) => watcher.WatchAsync(id, cancel);

    private Task<Delivery?> CancellationAsync(Operation operation, CancellationToken cancel) =>
        deliveries.CreateAsync(operation with { State = OperationState.Cancelled }, cancel);

    // Stops the run, removes the audio and wakes the watchers of an operation that was cancelled or deleted.
    private async Task StopAsync(Operation operation)
    {
        signals.Cancelled.Pulse();
        signals.Outbox.Pulse();
        signals.Of(operation.Id).Pulse();
        if (operation.Request.IsInline)
            await audio.DeleteAsync(operation.Id);
    }
}
