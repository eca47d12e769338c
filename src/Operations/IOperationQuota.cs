using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>The quotas of callers who create operations. The default is the same for all, <see cref="OperationsOptions"/>.</summary>
public interface IOperationQuota
{
    /// <summary>The most operations of a caller that are not done; 0 is no limit.</summary>
    int UnfinishedOf(Caller caller);
}
