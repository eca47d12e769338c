using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Decodes a container while it arrives, through pipes. It returns each block as soon as ffmpeg has written it. Containers with their index
/// at the end cannot be read this way.
/// </summary>
internal sealed class FfmpegStream(FfmpegLauncher launcher, IOptions<AudioOptions> options, ILogger<FfmpegStream> logger)
{
    /// <summary>Returns mono blocks at 16 kHz. Each block is a new array. An error in the data follows the audio before it.</summary>
    /// <param name="data">The container's bytes. ffmpeg starts at the first byte.</param>
    /// <param name="track">The index of the audio track, from 0; null for the default track.</param>
    /// <param name="cancel">Kills ffmpeg at once, even while the reader is busy.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>, or <see cref="TranscriptionError.NotReady"/>: ffmpeg cannot be run.
    /// </exception>
    public async IAsyncEnumerable<float[]> DecodeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> data, int? track = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var bytes = data.GetAsyncEnumerator(over.Token);
        if (!await bytes.MoveNextAsync())
            yield break;

        await using var process = launcher.Start(FfmpegArguments.ForStream(track), AppContext.BaseDirectory, keepsInput: true);
        await using var killing = cancel.Register(process.Kill);
        long fed = 0;
        var feeding = FeedAsync(process, bytes, count => Interlocked.Add(ref fed, count), over.Token);
        var limit = new DensityLimit(options.Value.MaxSecondsPerKilobyte);
        long samples = 0;
        try
        {
            await foreach (var block in FfmpegOutput.ReadAsync(process.Output, options.Value.MaxDuration, cancel))
            {
                if (samples == 0)
                    DensityLimit.CheckRate((await process.Declared).SampleRate);
                limit.Count(block, Interlocked.Read(ref fed));
                samples += block.Length;
                yield return block;
            }
        }
        finally
        {
            // ffmpeg may end before the data does. The task that reads the data must stop before the process is disposed of.
            await over.CancelAsync();
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancel.ThrowIfCancellationRequested();
        if (!feeding.IsCanceled)
            await feeding;
        var (exitCode, errors) = await process.WaitAsync(cancel);
        if (samples > 0 ? exitCode == 0 : FfmpegReason.IsEmpty(exitCode, errors))
            yield break;
        logger.FfmpegFailed(exitCode, errors);
        throw launcher.Explain(exitCode, errors, "pipe:0", track);
    }

    private static async Task FeedAsync(
        FfmpegProcess process, IAsyncEnumerator<ReadOnlyMemory<byte>> bytes, Action<int> count, CancellationToken cancel)
    {
        await using var input = process.Input;
        try
        {
            do
            {
                count(bytes.Current.Length);
                await input.WriteAsync(bytes.Current, cancel);
                await input.FlushAsync(cancel);
            }
            while (await bytes.MoveNextAsync());
        }
        catch (IOException)
        {
            // ffmpeg has ended. Its exit code and standard error give the reason.
        }
    }
}
