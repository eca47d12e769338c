using Microsoft.Extensions.Options;

namespace Transcribe.Engine.Audio.Ffmpeg;

/// <summary>Whether ffmpeg is there, for the host to ask before it says that it is ready.</summary>
internal sealed class FfmpegCheck(IOptions<AudioOptions> options)
{
    private readonly FfmpegLauncher _launcher = new(options.Value);

    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.NotReady"/>: it cannot be run; the message says what to do.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await using var process = _launcher.Start(FfmpegArguments.ForCheck, Path.GetTempPath());
        await process.Output.CopyToAsync(Stream.Null, cancel);
        var (exitCode, _) = await process.WaitAsync(cancel);
        if (exitCode != 0)
            throw _launcher.CannotRun();
    }
}
