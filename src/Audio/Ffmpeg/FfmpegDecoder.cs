using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Audio.Spool;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Decodes a file with ffmpeg. FFMpegCore builds the arguments, but this project runs the process: FFMpegCore closes its pipe when ffmpeg
/// ends, and a reader that is slower than ffmpeg would lose the end. A plain pipe also leaves no socket file and makes ffmpeg wait for
/// the reader.
/// </summary>
/// <remarks>
/// The exit code of ffmpeg decides what counts as damaged. Damage that ffmpeg skips is accepted, and so is a truncated file.
/// </remarks>
internal sealed class FfmpegDecoder(FfmpegLauncher launcher, IOptions<AudioOptions> options, ILogger<FfmpegDecoder> logger)
{
    /// <summary>Returns mono blocks at 16 kHz. Each block is a new array.</summary>
    /// <param name="file">The file to decode. The caller keeps it.</param>
    /// <param name="cancel">Kills ffmpeg at once, even while the reader is busy.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(SpoolFile file, [EnumeratorCancellation] CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        file.ThrowIfRemoved();
        await using var process = launcher.Start(FfmpegArguments.ForDecoding(file.Name), file.Folder);
        await using var killing = cancel.Register(process.Kill);
        long samples = 0;
        await foreach (var block in FfmpegOutput.ReadAsync(process.Output, options.Value.MaxDuration, cancel))
        {
            samples += block.Length;
            yield return block;
        }

        var (exitCode, errors) = await process.WaitAsync(cancel);
        cancel.ThrowIfCancellationRequested();
        if (exitCode == 0 && samples > 0)
            yield break;
        file.ThrowIfRemoved();
        logger.FfmpegFailed(exitCode, errors);
        throw launcher.Explain(exitCode, errors, file.Name);
    }
}
