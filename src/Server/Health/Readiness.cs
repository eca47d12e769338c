using Transcribe.Engine.Models;

namespace Transcribe.Server.Health;

/// <summary>Whether the service takes work.</summary>
internal sealed class Readiness(ModelCatalog models, IHostApplicationLifetime lifetime)
{
    public ReadinessState State => lifetime.ApplicationStopping.IsCancellationRequested
        ? ReadinessState.Draining
        : models.IsReady ? ReadinessState.Ready : ReadinessState.Loading;
}

/// <summary>The service's three states, in order of time.</summary>
internal enum ReadinessState
{
    Loading,
    Ready,
    Draining,
}
