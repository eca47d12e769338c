using System.Runtime.CompilerServices;
using Transcribe.Core;
using Transcribe.Operations.Store;
using Transcribe.Operations.Watching;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations;

/// <summary>
/// Long-running transcriptions, for the server's edges. Methods that take an id throw <see cref="OperationException"/> with <see cref="OperationError.NotFound"/>
/// for an unknown one; all throw <see cref="OperationStoreException"/> when the store cannot be reached.
/// </summary>
public sealed class OperationService
{
    private const int SegmentsAtOnce = 500;

    private readonly OperationCreator _creator;
    private readonly IOperationStore _store;
    private readonly SpoolFolder _spool;
    private readonly OperationWatcher _watcher;
    private readonly Announcer _announcer;
    private readonly OperationSignals _signals;
    private readonly StoreHealth _health;

    internal OperationService(
        OperationCreator creator,
        IOperationStore store,
        SpoolFolder spool,
        OperationWatcher watcher,
        Announcer announcer,
        OperationSignals signals,
        StoreHealth health) =>
        (_creator, _store, _spool, _watcher, _announcer, _signals, _health) = (creator, store, spool, watcher, announcer, signals, health);

    /// <summary>Whether the last write to the store succeeded: readiness. After a failure the store is probed every 5 s.</summary>
    public bool IsWritable => _health.IsWritable;

    /// <summary>Creates an operation, or finds the one that the same call created before. It is on the disk when this returns.</summary>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.AlreadyExists"/>: the request id belongs to another request; <see cref="OperationError.InvalidArgument"/>: the webhook's address is
    /// not absolute http or https.
    /// </exception>
    public Task<Operation> CreateAsync(NewOperation creation, CancellationToken cancel) => _creator.CreateAsync(creation, cancel);

    public Task<Operation> GetAsync(string id, CancellationToken cancel) => _watcher.FindAsync(id, cancel);

    /// <summary>The operation that was created with a request id; null when there is none.</summary>
    public Task<Operation?> FindByRequestIdAsync(string requestId, CancellationToken cancel) => _store.FindByRequestIdAsync(requestId, cancel);

    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>: page size, page token or filter.</exception>
    public async Task<OperationPage> ListAsync(OperationQuery query, CancellationToken cancel)
    {
        var done = OperationFilter.ParseDone(query.Filter);
        var list = $"operations done={done}"; // A token is for the filter that it was made with.
        var limit = PageSize.Of(query.PageSize);
        var operations = await _store.ListAsync(done, ListPosition.FromToken(query.PageToken, list), limit, cancel);
        return new OperationPage(operations, operations.Count == limit ? new ListPosition(operations[^1].CreateTime, operations[^1].Id).ToToken(list) : "");
    }

    /// <summary>Waits until the operation is done, at most for <paramref name="timeout"/>.</summary>
    /// <returns>The latest state.</returns>
    public Task<Operation> WaitAsync(string id, TimeSpan timeout, CancellationToken cancel) => _watcher.WaitAsync(id, timeout, cancel);

    /// <summary>Cancels an operation; does nothing when it is done. Its segments so far stay readable.</summary>
    /// <returns>The state afterwards.</returns>
    public async Task<Operation> CancelAsync(string id, CancellationToken cancel)
    {
        var operation = await GetAsync(id, cancel);
        var delivery = await _announcer.AnnounceAsync(operation with { State = OperationState.Cancelled }, cancel);
        if (await _store.CancelAsync(id, delivery, cancel))
        {
            _spool.Delete(id);
            _signals.Cancelled.Pulse();
            _signals.Outbox.Pulse();
            _signals.Of(id).Pulse();
        }
        return await GetAsync(id, cancel);
    }

    /// <summary>Drops the record, at once. One that is not done goes on unseen to its end, and its webhook is sent.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancel)
    {
        if (!await _store.DeleteAsync(id, cancel))
            throw OperationWatcher.Unknown(id);
        _signals.Of(id).Pulse();
    }

    /// <summary>The segments stored so far, in order.</summary>
    public async IAsyncEnumerable<Segment> ReadSegmentsAsync(string id, [EnumeratorCancellation] CancellationToken cancel)
    {
        await GetAsync(id, cancel);
        var next = 0;
        while (await _store.ReadSegmentsAsync(id, next, SegmentsAtOnce, cancel) is { Count: > 0 } segments)
        {
            foreach (var segment in segments)
                yield return segment;
            next = segments[^1].Index + 1;
        }
    }

    /// <summary>Replays the stored segments from the first, then follows the run to its end. Any number of watchers at any pace; none holds back the run.</summary>
    public IAsyncEnumerable<WatchEvent> WatchAsync(string id, CancellationToken cancel) => _watcher.WatchAsync(id, cancel);
}
