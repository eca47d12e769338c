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
    /// <param name="track">The index of the audio track, from 0; null for the default track.</param>
    /// <param name="state">Is told the duration that the file declares, if any, before the first block.</param>
    /// <param name="cancel">Kills ffmpeg at once, even while the reader is busy.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        SpoolFile file, int? track, Action<TimeSpan?> state, [EnumeratorCancellation] CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        file.ThrowIfRemoved();
        await using var process = launcher.Start(FfmpegArguments.ForDecoding(file.Name, track), file.Folder);
        await using var killing = cancel.Register(process.Kill);
        var limit = new DensityLimit(options.Value.MaxSecondsPerKilobyte);
        var bytes = file.Length;
        long samples = 0;
        await foreach (var block in FfmpegOutput.ReadAsync(process.Output, options.Value.MaxDuration, cancel))
        {
            if (samples == 0)
            {
                var declared = await process.Declared;
                DensityLimit.CheckRate(declared.SampleRate);
                state(declared.Duration);
            }
            limit.Count(block, bytes);
            samples += block.Length;
            yield return block;
        }

        var (exitCode, errors) = await process.WaitAsync(cancel);
        cancel.ThrowIfCancellationRequested();
        if (samples > 0 ? exitCode == 0 : FfmpegReason.IsEmpty(exitCode, errors))
            yield break;
        file.ThrowIfRemoved();
        logger.FfmpegFailed(exitCode, errors);
        throw launcher.Explain(exitCode, errors, file.Name, track);
    }
}
