using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>The same quota for all callers.</summary>
internal sealed class OperationQuota(IOptions<OperationsOptions> options) : IOperationQuota
{
    /// <inheritdoc/>
    public int UnfinishedOf(Caller caller) => options.Value.MaxUnfinishedPerTenant;
}
