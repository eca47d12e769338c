using Microsoft.Extensions.Hosting;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>Stops the host at start if ffmpeg cannot run. Every format except WAV needs it.</summary>
internal sealed class FfmpegCheck(FfmpegLauncher launcher) : IHostedService
{
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.NotReady"/>: ffmpeg cannot be run. The message names the solution.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var process = launcher.Start(FfmpegArguments.ForCheck, Path.GetTempPath());
        await process.Output.CopyToAsync(Stream.Null, cancellationToken);
        var (exitCode, _) = await process.WaitAsync(cancellationToken);
        if (exitCode != 0)
            throw launcher.CannotRun();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
