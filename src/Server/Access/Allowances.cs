using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations;

namespace Transcribe.Server.Access;

/// <summary>Finds the quotas of callers: those of their tenant, or those of all callers.</summary>
internal sealed class Allowances(
    ApiKeys keys, IOptions<AccessOptions> access, IOptions<QuotaOptions> quotas, IOptions<OperationsOptions> operations) : IOperationQuota
{
    public Allowance Of(Caller caller)
    {
        var own = keys.Table.Quota(caller.Tenant);
        return new(
            own?.CallsPerMinute ?? access.Value.CallsPerMinute,
            own?.AudioMinutesPerHour ?? quotas.Value.AudioMinutesPerHour,
            own?.ConcurrentStreams ?? quotas.Value.ConcurrentStreams,
            own?.UnfinishedOperations ?? operations.Value.MaxUnfinishedPerTenant);
    }

    /// <inheritdoc/>
    public int UnfinishedOf(Caller caller) => Of(caller).UnfinishedOperations;
}
