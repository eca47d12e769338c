using System.Runtime.CompilerServices;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>Turns the packets of ffmpeg, which are at 16 kHz and have the channels of the audio, into mono blocks.</summary>
/// <remarks>The position of a sample is its time on the clock of the file. Gaps become silence.</remarks>
internal static class FfmpegOutput
{
    private const int BlockSamples = SampleTime.SampleRate / 2;

    /// <summary>Returns each block as soon as ffmpeg has written it, at most half a second each. Each block is a new array.</summary>
    /// <param name="output">The standard output of ffmpeg.</param>
    /// <param name="longest">The most silence that gaps add.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>: the audio has too many channels.
    /// </exception>
    public static async IAsyncEnumerable<float[]> ReadAsync(
        Stream output, TimeSpan longest, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var packets = new PacketReader(output);
        if (await packets.ReadChannelsAsync(cancel) is not { } channels)
            yield break;
        if (channels is < 1 or > PcmLayout.MaxChannels)
            throw AudioFailure.TooManyChannels(channels);
        var layout = new PcmLayout(SampleEncoding.Signed16, SampleTime.SampleRate, channels);
        var converter = new PcmConverter(layout);
        var clock = new PacketClock(longest);
        while (await packets.ReadPacketAsync(cancel) is { } packet)
        {
            var silence = clock.Advance(packet.Milliseconds, packet.Samples.Length / layout.BytesPerFrame);
            for (; silence > 0; silence -= BlockSamples)
            {
                cancel.ThrowIfCancellationRequested();
                var piece = new byte[Math.Min(silence, BlockSamples) * layout.BytesPerFrame];
                if (converter.Convert(piece) is { Length: > 0 } block)
                    yield return block;
            }

            foreach (var piece in packet.Samples.Chunk(BlockSamples * layout.BytesPerFrame))
            {
                if (converter.Convert(piece) is { Length: > 0 } block)
                    yield return block;
            }
        }

        if (converter.Flush() is { Length: > 0 } tail)
            yield return tail;
    }
}
