using System.Buffers.Binary;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Reads what ffmpeg writes in the format SMJPEG with sound only: the number of channels, then packets of interleaved 16-bit PCM, each
/// with its time. Of ffmpeg's formats that carry PCM with times through a pipe it is the simplest, and it adds no delay.
/// </summary>
internal sealed class PacketReader(Stream output) : IAsyncDisposable
{
    // ffmpeg decodes to at most a few seconds a packet.
    private const int MaxPacketBytes = 1 << 26;
    private const int FileHeaderBytes = 16;

    private readonly BufferedStream _stream = new(output, 1 << 16);
    private readonly byte[] _head = new byte[FileHeaderBytes];

    /// <summary>Reads the header.</summary>
    /// <returns>The number of channels; null if ffmpeg ended without one.</returns>
    public async ValueTask<int?> ReadChannelsAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(FileHeaderBytes, cancel) || !_head.AsSpan(0, 8).SequenceEqual("\0\nSMJPEG"u8))
            return null;
        int? channels = null;
        while (await ReadAsync(4, cancel) && !Is("HEND"u8))
        {
            var isSound = Is("_SND"u8);
            if (!await ReadAsync(4, cancel) || await ReadBodyAsync(Number(0), cancel) is not { } body)
                return null;
            // The rate in 16 bits, the bits of a sample in 8, then the channels.
            if (isSound)
                channels = body[3];
        }

        return channels;
    }

    /// <summary>Reads the next packet.</summary>
    /// <returns>Its time in milliseconds and its samples; null at the end.</returns>
    public async ValueTask<(uint Milliseconds, byte[] Samples)?> ReadPacketAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(4, cancel) || !Is("sndD"u8) || !await ReadAsync(8, cancel))
            return null;
        var milliseconds = Number(0);
        return await ReadBodyAsync(Number(4), cancel) is { } samples ? (milliseconds, samples) : null;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private bool Is(ReadOnlySpan<byte> tag) => _head.AsSpan(0, 4).SequenceEqual(tag);

    private uint Number(int at) => BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(at));

    private async ValueTask<bool> ReadAsync(int count, CancellationToken cancel) =>
        await _stream.ReadAtLeastAsync(_head.AsMemory(0, count), count, throwOnEndOfStream: false, cancel) == count;

    private async ValueTask<byte[]?> ReadBodyAsync(uint length, CancellationToken cancel)
    {
        if (length > MaxPacketBytes)
            return null;
        var body = new byte[length];
        return await _stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancel) == body.Length ? body : null;
    }
}
