using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Filters;
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

    public Task<Operation> GetAsync(string tenant, string id, CancellationToken cancel) => watcher.FindAsync(tenant, id, cancel);

    public Task<Operation?> FindByRequestIdAsync(string tenant, string requestId, CancellationToken cancel) =>
        store.FindByRequestIdAsync(tenant, requestId, cancel);

    public Task<string?> FindTenantAsync(string id, CancellationToken cancel) => store.FindTenantAsync(id, cancel);

    public async Task<OperationPage> ListAsync(string tenant, OperationQuery query, CancellationToken cancel)
    {
        var filter = FilterParser.Parse(query.Filter);
        var owner = filter.Tenant ?? tenant;
        // A page token is valid only for the tenant and filter it was made with.
        var list = $"operations of={owner} {filter.States.Bits} {filter.From.UtcTicks} {filter.Before.UtcTicks}";
        var limit = PageSize.Of(query.PageSize);
        var after = ListPosition.FromToken(query.PageToken, list);
        if (owner != tenant && !query.AllTenants)
            return new OperationPage([], "", list);
        var operations = await store.ListAsync(owner, filter, after, limit + 1, cancel);
        return new OperationPage(operations, "", list).First(limit);
    }

    public Task<Operation> WaitAsync(string tenant, string id, TimeSpan timeout, CancellationToken cancel) =>
        watcher.WaitAsync(tenant, id, timeout, cancel);

    public async Task<Operation> CancelAsync(string tenant, string id, CancellationToken cancel)
    {
        var operation = await GetAsync(tenant, id, cancel);
        if (await store.CancelAsync(tenant, id, await CancellationAsync(operation, cancel), options.Value.Retention, cancel))
            await StopAsync(operation);
        return await GetAsync(tenant, id, cancel);
    }

    public async Task DeleteAsync(string tenant, string id, CancellationToken cancel)
    {
        var operation = await GetAsync(tenant, id, cancel);
        if (!await store.DeleteAsync(tenant, id, operation.Done ? null : await CancellationAsync(operation, cancel), cancel))
            throw OperationWatcher.Unknown(id);
        await StopAsync(operation);
    }

    public async IAsyncEnumerable<Segment> ReadSegmentsAsync(
        string tenant, string id, [EnumeratorCancellation] CancellationToken cancel)
    {
        await GetAsync(tenant, id, cancel);
        var next = 0;
        while (await store.ReadSegmentsAsync(id, next, SegmentsAtOnce, cancel) is { Count: > 0 } segments)
        {
            foreach (var segment in segments)
                yield return segment;
            next = segments[^1].Index + 1;
        }
    }

    public async Task<SegmentPage> ListSegmentsAsync(
        string tenant, string id, int pageSize, string pageToken, CancellationToken cancel)
    {
        var limit = PageSize.Of(pageSize, OperationQuery.MaxPageSize);
        await GetAsync(tenant, id, cancel);
        var segments = await store.ReadSegmentsAsync(id, SegmentPage.IndexOf(pageToken, id), limit + 1, cancel);
        return segments.Count > limit
            ? new SegmentPage([.. segments.Take(limit)], SegmentPage.TokenOf(id, segments[limit].Index))
            : new SegmentPage(segments, "");
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(string tenant, string id, CancellationToken cancel) =>
        watcher.WatchAsync(tenant, id, cancel);

    private Task<Delivery?> CancellationAsync(Operation operation, CancellationToken cancel) =>
        deliveries.CreateAsync(operation with { State = OperationState.Cancelled }, cancel);

    // Stops the run, removes the audio and wakes the watchers of an operation that was cancelled or deleted.
    private async Task StopAsync(Operation operation)
    {
        signals.PulseCancelled();
        signals.PulseOutbox();
        signals.PulseOf(operation.Id);
        if (operation.Request.IsInline)
            await audio.DeleteAsync(operation.Id);
    }
}
