using Transcribe.Engine.Models;
using Transcribe.Operations;

namespace Transcribe.Server.Health;

/// <summary>Whether the service takes work.</summary>
internal sealed class Readiness(ModelCatalog models, OperationService operations, IHostApplicationLifetime lifetime)
{
    public ReadinessState State => lifetime.ApplicationStopping.IsCancellationRequested
        ? ReadinessState.Draining
        : !models.IsReady ? ReadinessState.Loading
        : operations.IsWritable ? ReadinessState.Ready
        : ReadinessState.Unwritable;
}

/// <summary>The service's states, in order of time.</summary>
internal enum ReadinessState
{
    Loading,
    Ready,

    /// <summary>Operations cannot be stored, for instance because the disk is full; all other calls are served.</summary>
    Unwritable,

    Draining,
}
