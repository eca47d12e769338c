using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Transcribe.Audio.Pcm;
using Transcribe.Audio.Spool;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Decodes whatever ffmpeg can. FFMpegCore builds the arguments; the process is run here, because FFMpegCore closes its pipe as ffmpeg ends, which cuts off
/// the tail for a reader that is slower than ffmpeg, and because a plain pipe leaves no socket behind and holds ffmpeg back by itself.
/// </summary>
/// <remarks>ffmpeg's exit code decides what counts as broken: damage that it plays over is accepted, as is a file cut off in the middle.</remarks>
internal sealed class FfmpegDecoder(FfmpegLauncher launcher, ILogger<FfmpegDecoder> logger)
{
    private const int BlockSamples = SampleTime.SampleRate / 2;

    /// <summary>Mono blocks at 16 kHz, each a fresh array.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <param name="cancel">Kills ffmpeg at once, also while the reader is busy elsewhere.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(SpoolFile file, [EnumeratorCancellation] CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await using var process = launcher.Start(FfmpegArguments.ForDecoding(file.Name), file.Folder);
        await using var killing = cancel.Register(process.Kill);
        var buffer = new byte[BlockSamples * sizeof(float)];
        long samples = 0;
        while (await ReadBlockAsync(process, buffer, cancel) is { Length: > 0 } block)
        {
            samples += block.Length;
            yield return block;
        }

        var (exitCode, errors) = await process.WaitAsync(cancel);
        cancel.ThrowIfCancellationRequested();
        if (exitCode == 0 && samples > 0)
            yield break;
        logger.FfmpegFailed(exitCode, errors);
        throw launcher.Explain(exitCode, errors, file.Name);
    }

    // Whole blocks but for the last: ffmpeg writes a few milliseconds at a time.
    private static async ValueTask<float[]> ReadBlockAsync(FfmpegProcess process, byte[] buffer, CancellationToken cancel)
    {
        var read = await process.Output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        var block = MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, read)).ToArray();
        PcmSamples.Clean(block);
        return block;
    }
}
