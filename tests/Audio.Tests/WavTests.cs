using System.Buffers.Binary;
using System.Text;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Variants of WAV headers that occur in practice.</summary>
public sealed class WavTests
{
    private static readonly byte[] Samples = [.. Enumerable.Range(0, 1000).SelectMany(n => Int16(n - 500))];
    private static readonly float[] Expected = [.. Enumerable.Range(0, 1000).Select(n => (n - 500) / 32768f)];

    [Fact]
    public async Task ReadBlocks_OfChunksInOddOrderAndOddSize_YieldsTheSamples() =>
        await AssertReadAsync(
            Riff("RIFF", Chunk("LIST", [1, 2, 3]), Chunk("data", Samples), Chunk("junk", [9]), Chunk("fmt ", Format(1, 16, 1))));

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(1_000_000u)]
    public async Task ReadBlocks_OfStreamedOrTruncatedWav_ReadsToTheEnd(uint size) =>
        await AssertReadAsync(Riff("RIFF", Chunk("fmt ", Format(1, 16, 1)), Chunk("data", Samples, size)));

    [Fact]
    public async Task ReadBlocks_OfDataFollowedByAnotherChunk_StopsAtTheEndOfTheData() =>
        await AssertReadAsync(Riff("RIFF", Chunk("fmt ", Format(1, 16, 1)), Chunk("data", Samples), Chunk("LIST", new byte[50])));

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public async Task ReadBlocks_Of64BitWav_TakesTheSizeFromDs64(string form)
    {
        var sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), Samples.Length);

        var data = Chunk("data", Samples, 0xFFFFFFFF);
        await AssertReadAsync(Riff(form, Chunk("ds64", sizes), Chunk("fmt ", Format(1, 16, 1)), data, Chunk("LIST", new byte[50])));
    }

    [Fact]
    public async Task ReadBlocks_OfExtensibleFormat_TakesTheCodingFromItsGuid()
    {
        byte[] format =
        [
            .. Format(0xFFFE, 16, 1), .. Int16(22), .. Int16(16), 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B,
            0x71,
        ];

        await AssertReadAsync(Riff("RIFF", Chunk("fmt ", format), Chunk("data", Samples)));
    }

    [Fact]
    public async Task ReadBlocks_OfHalfAFrameAtTheEnd_DropsIt() =>
        await AssertReadAsync(Riff("RIFF", Chunk("fmt ", Format(1, 16, 1)), Chunk("data", [.. Samples, 1])));

    [Fact]
    public async Task ReadBlocks_OfTwoChannels_YieldsTheirMean()
    {
        byte[] frames = [.. Int16(1000), .. Int16(3000), .. Int16(-400), .. Int16(0)];

        var samples = await ReadAsync(Riff("RIFF", Chunk("fmt ", Format(1, 16, 2)), Chunk("data", frames)));

        Assert.Equal([2000 / 32768f, -200 / 32768f], samples);
    }

    [Fact]
    public async Task ReadBlocks_OfFloatsThatAreNoNumbersOrTooLarge_YieldsZeroOrClamps()
    {
        byte[] frames = [.. new[] { float.NaN, float.PositiveInfinity, 0.25f, 7f, -1e30f }.SelectMany(BitConverter.GetBytes)];

        var samples = await ReadAsync(Riff("RIFF", Chunk("fmt ", Format(3, 32, 1)), Chunk("data", frames)));

        Assert.Equal([0, 0, 0.25f, 1, -1], samples);
    }

    [Fact]
    public async Task ReadBlocks_OfWavWithoutSamples_YieldsNothing() =>
        Assert.Empty(await ReadAsync(Riff("RIFF", Chunk("fmt ", Format(1, 16, 1)), Chunk("data", []))));

    [Fact]
    public async Task Open_OfAThousandChunks_YieldsTheSamplesAndOfMoreIsUnreadable()
    {
        byte[][] chunks = [.. Enumerable.Repeat(Chunk("junk", []), 998), Chunk("fmt ", Format(1, 16, 1)), Chunk("data", Samples)];
        await AssertReadAsync(Riff("RIFF", chunks));
        using var bench = new AudioBench(options => options.FfmpegPath = "/bin/false");

        var failure = await bench.FailAsync(Riff("RIFF", [.. Enumerable.Repeat(Chunk("junk", []), 1001), .. chunks]));

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal("The WAV file has more than 1000 chunks before its samples", failure.Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3999)]
    public async Task Open_OfARateBelowFourKilohertz_IsUnreadable(int rate)
    {
        using var bench = new AudioBench();
        var format = Format(1, 16, 1);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);

        var failure = await bench.FailAsync(Riff("RIFF", Chunk("fmt ", format), Chunk("data", new byte[2 * 4 * 3600])));

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal($"The audio has a sample rate of {rate} Hz; at least 4000 Hz is accepted", failure.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task ReadBlocks_OfAnImpossibleFormat_IsUnreadable(int channels)
    {
        using var bench = new AudioBench();
        byte[] format =
        [
            .. Int16(1), .. Int16(channels), .. BitConverter.GetBytes(16000), .. BitConverter.GetBytes(0), .. Int16(1), .. Int16(0),
        ];

        var failure = await bench.FailAsync(Riff("RIFF", Chunk("fmt ", format), Chunk("data", Samples)));

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
    }

    [Fact]
    public async Task ReadBlocks_OfHeadersCutAnywhere_NeverFailsOtherwiseThanUnreadable()
    {
        using var bench = new AudioBench(options => options.FfmpegPath = "/bin/false");
        var file = Riff("RIFF", Chunk("LIST", [1, 2, 3]), Chunk("fmt ", Format(1, 16, 1)), Chunk("data", []));

        for (var length = 1; length < 44; length++)
            Assert.Equal(TranscriptionError.AudioUnreadable, (await bench.FailAsync(file[..length])).Error);
    }

    private static async Task AssertReadAsync(byte[] file) => Assert.Equal(Expected, await ReadAsync(file));

    // ffmpeg is disabled, so that the process itself must read the file.
    private static async Task<float[]> ReadAsync(byte[] file)
    {
        using var bench = new AudioBench(options => options.FfmpegPath = "/bin/false");
        return await bench.ReadAsync(file);
    }

    private static byte[] Riff(string form, params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. Encoding.ASCII.GetBytes(form), .. BitConverter.GetBytes(body.Length), .. body];
    }

    private static byte[] Chunk(string id, byte[] body, uint? size = null) =>
        [.. Encoding.ASCII.GetBytes(id), .. BitConverter.GetBytes(size ?? (uint)body.Length), .. body, .. new byte[body.Length & 1]];

    private static byte[] Format(int tag, int bits, int channels) =>
        [
            .. Int16(tag), .. Int16(channels), .. BitConverter.GetBytes(16000), .. BitConverter.GetBytes(16000 * channels * bits / 8),
            .. Int16(channels * bits / 8), .. Int16(bits),
        ];

    private static byte[] Int16(int value) => BitConverter.GetBytes((short)value);
}
