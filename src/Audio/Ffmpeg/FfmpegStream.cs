using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Decodes a container while it arrives, through pipes. It returns each block as soon as ffmpeg has written it. Containers with their index
/// at the end cannot be read this way.
/// </summary>
internal sealed class FfmpegStream(FfmpegLauncher launcher, ILogger<FfmpegStream> logger)
{
    private const int BlockSamples = SampleTime.SampleRate / 2;

    /// <summary>Returns mono blocks at 16 kHz. Each block is a new array. An error in the data follows the audio before it.</summary>
    /// <param name="data">The container's bytes. ffmpeg starts at the first byte.</param>
    /// <param name="cancel">Kills ffmpeg at once, even while the reader is busy.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>, or <see cref="TranscriptionError.NotReady"/>: ffmpeg cannot be run.
    /// </exception>
    public async IAsyncEnumerable<float[]> DecodeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> data, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var bytes = data.GetAsyncEnumerator(over.Token);
        if (!await bytes.MoveNextAsync())
            yield break;

        await using var process = launcher.Start(FfmpegArguments.ForStream, Path.GetTempPath(), keepsInput: true);
        await using var killing = cancel.Register(process.Kill);
        var feeding = FeedAsync(process, bytes, over.Token);
        long samples = 0;
        try
        {
            var blocks = new BlockReader(process.Output);
            while (await blocks.ReadAsync(cancel) is { Length: > 0 } block)
            {
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
        if (exitCode == 0 && samples > 0)
            yield break;
        logger.FfmpegFailed(exitCode, errors);
        throw launcher.Explain(exitCode, errors, "pipe:0");
    }

    private static async Task FeedAsync(FfmpegProcess process, IAsyncEnumerator<ReadOnlyMemory<byte>> bytes, CancellationToken cancel)
    {
        await using var input = process.Input;
        try
        {
            do
            {
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

    /// <summary>Reads the samples that are available, at most half a second.</summary>
    private sealed class BlockReader(Stream stream)
    {
        private readonly byte[] _buffer = new byte[BlockSamples * sizeof(float)];
        private int _length;

        /// <returns>The samples; empty at the end.</returns>
        public async ValueTask<float[]> ReadAsync(CancellationToken cancel)
        {
            while (_length < sizeof(float))
            {
                var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancel);
                if (read == 0)
                    return [];
                _length += read;
            }

            var block = MemoryMarshal.Cast<byte, float>(_buffer.AsSpan(0, _length)).ToArray();
            var rest = _length % sizeof(float);
            _buffer.AsSpan(_length - rest, rest).CopyTo(_buffer);
            _length = rest;
            PcmSamples.Clean(block);
            return block;
        }
    }
}
