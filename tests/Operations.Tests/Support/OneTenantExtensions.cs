using Transcribe.Core;
using Transcribe.Operations.Store;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Tests.Support;

/// <summary>The calls on a server without keys, which has one tenant.</summary>
internal static class OneTenantExtensions
{
    private const string Tenant = "";

    extension(IOperations operations)
    {
        public Task<Operation> GetAsync(string id, CancellationToken cancel) => operations.GetAsync(Tenant, id, cancel);

        public Task<Operation?> FindByRequestIdAsync(string requestId, CancellationToken cancel) =>
            operations.FindByRequestIdAsync(Tenant, requestId, cancel);

        public Task<OperationPage> ListAsync(OperationQuery query, CancellationToken cancel) => operations.ListAsync(Tenant, query, cancel);

        public Task<Operation> WaitAsync(string id, TimeSpan timeout, CancellationToken cancel) =>
            operations.WaitAsync(Tenant, id, timeout, cancel);

        public Task<Operation> CancelAsync(string id, CancellationToken cancel) => operations.CancelAsync(Tenant, id, cancel);

        public Task DeleteAsync(string id, CancellationToken cancel) => operations.DeleteAsync(Tenant, id, cancel);

        public IAsyncEnumerable<Segment> ReadSegmentsAsync(string id, CancellationToken cancel) =>
            operations.ReadSegmentsAsync(Tenant, id, cancel);

        public IAsyncEnumerable<WatchEvent> WatchAsync(string id, CancellationToken cancel) => operations.WatchAsync(Tenant, id, cancel);
    }

    extension(IOperationStore store)
    {
        public Task<Operation?> FindAsync(string id, CancellationToken cancel) => store.FindAsync(Tenant, id, cancel);

        /// <summary>Claims an operation of any tenant and begins its work.</summary>
        public async Task<Operation?> ClaimAsync(string owner, TimeSpan lease, CancellationToken cancel)
        {
            var claimed = await store.ClaimAsync(owner, ClaimRoom.All, lease, cancel);
            if (claimed is { Request.Uri: not null })
                Assert.True(await store.BeginAsync(claimed.Run, owner, lease, cancel));
            return claimed;
        }
    }

    extension(IDeliveryStore store)
    {
        /// <summary>Claims a delivery of any tenant.</summary>
        public Task<Delivery?> ClaimAsync(TimeSpan lease, CancellationToken cancel) =>
            store.ClaimAsync(new RunningAttempts(new WebhooksOptions()), lease, cancel);
    }
}
