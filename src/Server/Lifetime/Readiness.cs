namespace Transcribe.Server.Lifetime;

/// <summary>Whether the service takes work.</summary>
/// <param name="isLoaded">Whether the default model is in memory and warmed up.</param>
/// <param name="isWritable">Whether operations can be stored.</param>
/// <param name="lifetime">Tells of the stop.</param>
internal sealed class Readiness(Func<bool> isLoaded, Func<bool> isWritable, IHostApplicationLifetime lifetime)
{
    private volatile bool _draining;

    public ReadinessState State => _draining || lifetime.ApplicationStopping.IsCancellationRequested
        ? ReadinessState.Draining
        : !isLoaded() ? ReadinessState.Loading
        : isWritable() ? ReadinessState.Ready
        : ReadinessState.Unwritable;

    /// <summary>No more work is taken from now on.</summary>
    public void BeginDraining() => _draining = true;
}

/// <summary>The service's states.</summary>
internal enum ReadinessState
{
    Loading,
    Ready,

    /// <summary>Operations cannot be stored, for instance because the disk is full; all other calls are served.</summary>
    Unwritable,
    Draining,
}
