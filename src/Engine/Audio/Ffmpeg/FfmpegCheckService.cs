using Microsoft.Extensions.Hosting;

namespace Transcribe.Engine.Audio.Ffmpeg;

/// <summary>Keeps the host from starting without ffmpeg, which every format but WAV needs.</summary>
internal sealed class FfmpegCheckService(FfmpegCheck check) : IHostedService
{
    /// <exception cref="TranscriptionException">ffmpeg cannot be run; the message says what to do.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => check.RunAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
