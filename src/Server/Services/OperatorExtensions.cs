using Transcribe.Core;
using Transcribe.Operations;

namespace Transcribe.Server.Services;

/// <summary>Lets operators read the operations of all tenants.</summary>
internal static class OperatorExtensions
{
    /// <summary>
    /// Returns the tenant in whose name a caller reads an operation: its own one, or the owner if the caller is an operator.
    /// </summary>
    public static async Task<string> OwnerAsync(
        this IOperations operations, Caller caller, string id, CancellationToken cancellationToken) =>
        caller.IsOperator ? await operations.FindTenantAsync(id, cancellationToken) ?? caller.Tenant : caller.Tenant;
}
