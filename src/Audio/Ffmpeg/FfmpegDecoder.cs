using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
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
internal sealed partial class FfmpegDecoder(FfmpegLauncher launcher, IOptions<AudioOptions> options, ILogger<FfmpegDecoder> logger)
{
    /// <summary>Returns mono blocks at 16 kHz. Each block is a new array.</summary>
    /// <param name="file">The file to decode. The caller keeps it.</param>
    /// <param name="track">The index of the audio track, from 0; null for the default track.</param>
    /// <param name="cancel">Kills ffmpeg at once, even while the reader is busy.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        SpoolFile file, int? track, [EnumeratorCancellation] CancellationToken cancel)
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
                DensityLimit.CheckRate(await process.SampleRate);
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

    /// <summary>The duration that a file states; null if it states none. It is a hint, because a file can state anything.</summary>
    /// <param name="file">The file. The caller keeps it.</param>
    /// <param name="cancel">Kills ffmpeg at once.</param>
    public async Task<TimeSpan?> FindDurationAsync(SpoolFile file, CancellationToken cancel)
    {
        await using var process = launcher.Start(FfmpegArguments.ForDuration(file.Name), file.Folder);
        await using var killing = cancel.Register(process.Kill);
        var (_, description) = await process.WaitAsync(cancel);
        return StatedDuration.Match(description) is { Success: true } found
            && TimeSpan.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out var duration)
            ? duration
            : null;
    }

    // "  Duration: 00:00:06.91, start: 0.025057, bitrate: 64 kb/s", or "Duration: N/A".
    [GeneratedRegex(@"^  Duration: (\d\d:\d\d:\d\d\.\d\d),", RegexOptions.Multiline)]
    private static partial Regex StatedDuration { get; }
}
