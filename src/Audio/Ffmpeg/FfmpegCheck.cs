using Microsoft.Extensions.Hosting;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>Stops the host at start if ffmpeg cannot run. Every format except WAV needs it.</summary>
internal sealed class FfmpegCheck(FfmpegLauncher launcher, TimeProvider time) : IHostedService
{
    // ffmpeg answers in a fraction of a second; a busy machine or a cold disk takes longer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.NotReady"/>: ffmpeg cannot be run, or it hangs. The message names the solution.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var process = launcher.Start(FfmpegArguments.ForCheck, AppContext.BaseDirectory);
        using var deadline = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await process.Output.CopyToAsync(Stream.Null, linked.Token);
            var (exitCode, _) = await process.WaitAsync(linked.Token);
            if (exitCode != 0)
                throw launcher.CannotRun();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw launcher.DoesNotAnswer(Limit);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
