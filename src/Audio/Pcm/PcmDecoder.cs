using System.Runtime.CompilerServices;

namespace Transcribe.Audio.Pcm;

/// <summary>Decodes uncompressed audio in process.</summary>
internal static class PcmDecoder
{
    // Half a second: short against a window, long against the cost of a read.
    private const int BlocksPerSecond = 2;

    /// <summary>Returns mono blocks at 16 kHz. Each block is a new array.</summary>
    /// <param name="stream">Seekable. The caller keeps it.</param>
    /// <param name="data">Where the samples are in it.</param>
    /// <param name="cancel">Checked between blocks.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        Stream stream, PcmData data, [EnumeratorCancellation] CancellationToken cancel)
    {
        var converter = new PcmConverter(data.Layout);
        var buffer = new byte[data.Layout.BytesPerFrame * (data.Layout.SampleRate / BlocksPerSecond)];
        stream.Position = data.Offset;
        for (var left = data.Length; left > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(left, buffer.Length);
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancel);
            if (converter.Convert(buffer.AsSpan(0, read)) is { Length: > 0 } block)
                yield return block;
            left = read < wanted ? 0 : left - read;
        }

        if (converter.Flush() is { Length: > 0 } tail)
            yield return tail;
    }
}
