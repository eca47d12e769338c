using System.Buffers.Binary;
using Transcribe.Core;

namespace Transcribe.Audio.Pcm;

/// <summary>
/// Reads the headers of RIFF/WAVE (Microsoft's Multimedia Programming Interface 1.0) and of its 64-bit form RF64/BW64 (EBU Tech 3306, ITU-R
/// BS.2088). Chunks may come in any order.
/// </summary>
internal sealed class WavHeader
{
    private const int ChunkHeaderBytes = 8;
    private const int FormBytes = 12;
    private const int FormatBytes = 16;
    private const int ExtensibleBytes = 40;
    private const uint UnknownSize = 0xFFFFFFFF;

    // Real files have about ten. A file of nothing but chunks would keep a thread busy.
    private const int MaxChunks = 1000;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[ExtensibleBytes];
    private PcmLayout? _layout;
    private (long Offset, long Length)? _data;
    private long? _dataSize64;

    private WavHeader(Stream stream) => _stream = stream;

    /// <summary>Finds the samples of a WAV file; null if it is not a WAV file, or if ffmpeg must decode it.</summary>
    /// <param name="stream">Seekable. Its position afterwards is undefined.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>: too many chunks, or too low a rate.
    /// </exception>
    public static async Task<PcmData?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var header = new WavHeader(stream);
        if (!await header.ReadFormAsync(cancel))
            return null;
        for (var chunks = 0; !header.IsComplete && await header.ReadChunkAsync(cancel); chunks++)
        {
            if (chunks == MaxChunks)
                throw AudioFailure.Unreadable($"The WAV file has more than {MaxChunks} chunks before its samples");
        }

        return header is { _layout: { } layout, _data: { } data } ? new PcmData(layout, data.Offset, data.Length) : null;
    }

    private bool IsComplete => _layout is not null && _data is not null;

    private async ValueTask<bool> ReadFormAsync(CancellationToken cancel)
    {
        _stream.Position = 0;
        return await TryReadAsync(FormBytes, cancel) && (Has("RIFF"u8) || Has("RF64"u8) || Has("BW64"u8)) && Has("WAVE"u8, at: 8);
    }

    // Returns false at the end of the file.
    private async ValueTask<bool> ReadChunkAsync(CancellationToken cancel)
    {
        if (!await TryReadAsync(ChunkHeaderBytes, cancel))
            return false;
        var start = _stream.Position;
        long size = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(4));
        if (Has("ds64"u8))
            await ReadDs64Async(cancel);
        else if (Has("fmt "u8))
            _layout = await ReadLayoutAsync(size, cancel);
        else if (Has("data"u8))
            _data = (start, size = DataSize(size, start));
        // RIFF pads chunks to even offsets.
        _stream.Position = Math.Min(_stream.Length, start + size + (size & 1));
        return true;
    }

    // A writer that could not seek back leaves 0 or all ones. The samples then extend to the end of the file.
    private long DataSize(long size, long start) => size switch
    {
        UnknownSize when _dataSize64 is { } size64 => size64,
        0 or UnknownSize => _stream.Length - start,
        _ => size,
    };

    private async ValueTask ReadDs64Async(CancellationToken cancel)
    {
        // The size of the whole file, then the size of the data chunk.
        if (await TryReadAsync(16, cancel)
            && BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(8)) is > 0 and var size
            && size < _stream.Length)
        {
            _dataSize64 = size;
        }
    }

    private async ValueTask<PcmLayout?> ReadLayoutAsync(long size, CancellationToken cancel)
    {
        var length = (int)Math.Min(size, ExtensibleBytes);
        return length >= FormatBytes && await TryReadAsync(length, cancel) ? Layout(_buffer.AsSpan(0, length)) : null;
    }

    private static PcmLayout? Layout(ReadOnlySpan<byte> format)
    {
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        if (rate is > 0 and < PcmLayout.LeastFileSampleRate)
            throw AudioFailure.RateTooLow(rate);
        var bytesPerFrame = BinaryPrimitives.ReadUInt16LittleEndian(format[12..]);
        if (channels == 0 || EncodingOf(FormatTag(format), bytesPerFrame / channels) is not { } encoding)
            return null;
        var layout = new PcmLayout(encoding, rate, channels);
        return layout.IsInRange && layout.BytesPerFrame == bytesPerFrame ? layout : null;
    }

    // WAVE_FORMAT_EXTENSIBLE has the actual tag in the first two bytes of its SubFormat GUID.
    private static int FormatTag(ReadOnlySpan<byte> format)
    {
        const int extensible = 0xFFFE;
        const int subFormat = 24;
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        return tag == extensible && format.Length == ExtensibleBytes
            ? BinaryPrimitives.ReadUInt16LittleEndian(format[subFormat..])
            : tag;
    }

    // The container's size counts: fewer valid bits (20 in 24) are left-justified in it.
    private static SampleEncoding? EncodingOf(int tag, int bytesPerSample) => (tag, bytesPerSample) switch
    {
        (1, 1) => SampleEncoding.Unsigned8,
        (1, 2) => SampleEncoding.Signed16,
        (1, 3) => SampleEncoding.Signed24,
        (1, 4) => SampleEncoding.Signed32,
        (3, 4) => SampleEncoding.Float32,
        (3, 8) => SampleEncoding.Float64,
        (6, 1) => SampleEncoding.ALaw,
        (7, 1) => SampleEncoding.MuLaw,
        _ => null,
    };

    private bool Has(ReadOnlySpan<byte> id, int at = 0) => _buffer.AsSpan(at, id.Length).SequenceEqual(id);

    private async ValueTask<bool> TryReadAsync(int count, CancellationToken cancel) =>
        await _stream.ReadAtLeastAsync(_buffer.AsMemory(0, count), count, throwOnEndOfStream: false, cancel) == count;
}
