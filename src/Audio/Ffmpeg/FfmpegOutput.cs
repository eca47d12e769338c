using System.Runtime.CompilerServices;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>Turns the packets of ffmpeg into mono blocks at 16 kHz. ffmpeg has resampled them, and they still have their channels.</summary>
internal static class FfmpegOutput
{
    private const int BlockSamples = SampleTime.SampleRate / 2;

    /// <summary>Returns each block as soon as ffmpeg has written it, at most half a second each. Each block is a new array.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>: the audio has too many channels.
    /// </exception>
    public static async IAsyncEnumerable<float[]> ReadAsync(Stream output, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var packets = new PacketReader(output);
        if (await packets.ReadChannelsAsync(cancel) is not { } channels)
            yield break;
        if (channels is < 1 or > PcmLayout.MaxChannels)
            throw AudioFailure.TooManyChannels(channels);
        var layout = new PcmLayout(SampleEncoding.Signed16, SampleTime.SampleRate, channels);
        var converter = new PcmConverter(layout);
        while (await packets.ReadPacketAsync(cancel) is { } packet)
        {
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
