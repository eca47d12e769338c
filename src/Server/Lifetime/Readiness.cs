namespace Transcribe.Server.Lifetime;

/// <summary>The state of the service: whether it accepts calls.</summary>
/// <param name="isLoaded">Whether the default model is loaded and warmed up.</param>
/// <param name="isWritable">Whether operations can be stored.</param>
/// <param name="lifetime">The lifetime of the host, for its stop event.</param>
internal sealed class Readiness(Func<bool> isLoaded, Func<bool> isWritable, IHostApplicationLifetime lifetime)
{
    private volatile bool _draining;

    public ReadinessState State => _draining || lifetime.ApplicationStopping.IsCancellationRequested
        ? ReadinessState.Draining
        : !isLoaded() ? ReadinessState.Loading
        : isWritable() ? ReadinessState.Ready
        : ReadinessState.Unwritable;

    /// <summary>Switches to draining: no further calls are accepted.</summary>
    public void BeginDraining() => _draining = true;
}

/// <summary>The states of the service.</summary>
internal enum ReadinessState
{
    Loading,
    Ready,

    /// <summary>Operations cannot be stored, for example because the disk is full. All other calls are served.</summary>
    Unwritable,
    Draining,
}
