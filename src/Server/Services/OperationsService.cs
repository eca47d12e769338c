using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Transcribe.JsonTranscoding;
using Transcribe.Operations;
using Transcribe.Server.Calls;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Mapping;
using Transcribe.Server.Models;

namespace Transcribe.Server.Services;

/// <summary>
/// Implements google.longrunning.Operations (AIP-151) on the operation store, and on the operations of models, which have ids of their own.
/// </summary>
internal sealed class OperationsService(
    IOperations operations, ModelOperations models, OperationMapping mapping, WorkGate gate, TimeProvider time)
    : Google.LongRunning.Operations.OperationsBase
{
    /// <summary>The timeout of a wait call that specifies none.</summary>
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    public override async Task<Google.LongRunning.Operation> GetOperation(GetOperationRequest request, ServerCallContext context)
    {
        var (tenant, id) = (Tenant(context), OperationNames.ToId(request.Name));
        if (ModelOperations.Has(id))
            return models.Get(tenant, id).ToProto();
        var owner = await operations.OwnerAsync(context.GetHttpContext().GetCaller(), id, context.CancellationToken);
        var operation = await operations.GetAsync(owner, id, context.CancellationToken);
        return await mapping.ToProtoAsync(operation, MessageLimit.Of(context), context.CancellationToken);
    }

    public override async Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
    {
        OperationNames.CheckCollection(request.Name);
        var caller = context.GetHttpContext().GetCaller();
        var query = new OperationQuery
        {
            PageSize = request.PageSize,
            PageToken = request.PageToken,
            Filter = request.Filter,
            AllTenants = caller.IsOperator,
        };
        var page = await operations.ListAsync(caller.Tenant, query, context.CancellationToken);
        var outlines = page.Operations.Select(OperationMapping.Outline).ToArray();
        var first = page.First(Math.Max(1, MessageLimit.Fitting(outlines, MessageLimit.Of(context))));
        return new ListOperationsResponse
        {
            Operations = { outlines.Take(first.Operations.Count) },
            NextPageToken = first.NextPageToken,
        };
    }

    public override async Task<Empty> DeleteOperation(DeleteOperationRequest request, ServerCallContext context)
    {
        var (tenant, id) = (Tenant(context), OperationNames.ToId(request.Name));
        await (ModelOperations.Has(id) ? models.DeleteAsync(tenant, id) : operations.DeleteAsync(tenant, id, context.CancellationToken));
        return new Empty();
    }

    public override async Task<Empty> CancelOperation(CancelOperationRequest request, ServerCallContext context)
    {
        var (tenant, id) = (Tenant(context), OperationNames.ToId(request.Name));
        await (ModelOperations.Has(id)
            ? models.Get(tenant, id).CancelAsync()
            : operations.CancelAsync(tenant, id, context.CancellationToken));
        return new Empty();
    }

    public override async Task<Google.LongRunning.Operation> WaitOperation(WaitOperationRequest request, ServerCallContext context)
    {
        var timeout = request.Timeout is { } given ? Durations.ToTimeSpan(given, "timeout") : DefaultWait;
        var (tenant, id) = (Tenant(context), OperationNames.ToId(request.Name));
        var following = gate.Follow(context.GetHttpContext(), context.CancellationToken);
        if (ModelOperations.Has(id))
        {
            var work = models.Get(tenant, id);
            await work.WaitAsync(timeout, time, following);
            return work.ToProto();
        }
        var owner = await operations.OwnerAsync(context.GetHttpContext().GetCaller(), id, context.CancellationToken);
        var operation = await WaitAsync(owner, id, timeout, following, context.CancellationToken);
        return await mapping.ToProtoAsync(operation, MessageLimit.Of(context), context.CancellationToken);
    }

    private static string Tenant(ServerCallContext context) => context.GetHttpContext().GetCaller().Tenant;

    /// <summary>Waits for the end of an operation. Returns its latest state when the timeout expires or the service shuts down.</summary>
    private async Task<Transcribe.Operations.Operation> WaitAsync(
        string tenant, string id, TimeSpan timeout, CancellationToken following, CancellationToken caller)
    {
        try
        {
            return await operations.WaitAsync(tenant, id, timeout, following);
        }
        catch (OperationCanceledException) when (gate.Closing.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            return await operations.GetAsync(tenant, id, caller);
        }
    }
}
