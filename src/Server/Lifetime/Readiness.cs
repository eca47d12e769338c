namespace Transcribe.Server.Lifetime;

/// <summary>The state of the service: whether it accepts calls.</summary>
/// <param name="isLoaded">Whether the default model is loaded and warmed up.</param>
/// <param name="lifetime">The lifetime of the host, for its stop event.</param>
internal sealed class Readiness(Func<bool> isLoaded, IHostApplicationLifetime lifetime)
{
    private volatile bool _draining;

    public ReadinessState State => _draining || lifetime.ApplicationStopping.IsCancellationRequested
        ? ReadinessState.Draining
        : isLoaded() ? ReadinessState.Ready
        : ReadinessState.Loading;

    /// <summary>Switches to draining: no further calls are accepted.</summary>
    public void BeginDraining() => _draining = true;
}

/// <summary>The states of the service.</summary>
internal enum ReadinessState
{
    Loading,
    Ready,
    Draining,
}

internal static class ReadinessStateExtensions
{
    /// <summary>The word that health checks report.</summary>
    public static string ToWord(this ReadinessState state) => state switch
    {
        ReadinessState.Ready => "ok",
        ReadinessState.Loading => "loading",
        _ => "draining",
    };
}
