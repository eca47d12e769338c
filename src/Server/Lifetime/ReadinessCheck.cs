using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Transcribe.Server.Lifetime;

/// <summary>Reports readiness to grpc.health.v1.</summary>
internal sealed class ReadinessCheck(Readiness readiness) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.State == ReadinessState.Ready
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(readiness.State.ToString()));
}
