using Microsoft.Extensions.Diagnostics.HealthChecks;
using Transcribe.Operations;

namespace Transcribe.Server.Lifetime;

/// <summary>Reports to grpc.health.v1 whether operations can be stored.</summary>
internal sealed class StoreCheck(IOperations operations) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(operations.IsWritable ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Operations cannot be stored"));
}
