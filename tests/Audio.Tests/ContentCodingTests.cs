using System.IO.Compression;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Hosts that send audio in a content encoding.</summary>
public sealed class ContentCodingTests
{
    // One second at 16 kHz.
    private static readonly byte[] Audio = Wav.Join(new float[16_000]);

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("br, gzip")]
    [InlineData("br, gzip, deflate, br")]
    public async Task Open_OfAnEncodedBody_ReadsTheAudio(string encoding)
    {
        await using var server = Sending(encoding, encoding.Split(", ").Aggregate(Audio, Encode));
        using var bench = new AudioBench();

        Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Open_OfABombOverTheLimit_IsTooLarge(string encoding)
    {
        var bomb = Encode(new byte[64 << 20], encoding);
        Assert.True(bomb.Length < 1 << 20);
        await using var server = Sending(encoding, bomb);

        var failure = await FailAsync(server);

        Assert.Equal(TranscriptionError.AudioTooLarge, failure.Error);
        Assert.Equal("The audio is larger than the limit of 1 MiB", failure.Message);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Open_OfABodyThatIsNotInItsEncoding_SaysSo(string encoding)
    {
        await using var server = Sending(encoding, Audio);

        AssertFetchFailed(await FailAsync(server), "its content encoding is broken");
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, zstd")]
    public async Task Open_OfAnUnknownEncoding_SaysSo(string encoding)
    {
        await using var server = Sending(encoding, Audio);

        AssertFetchFailed(await FailAsync(server), "its content encoding is not supported");
    }

    [Theory]
    [InlineData(5)]
    // As many as the headers of a response can hold.
    [InlineData(20_000)]
    public async Task Open_OfABodyWithManyEncodings_SaysSo(int count)
    {
        await using var server = Sending(string.Join(',', Enumerable.Repeat("br", count)), Audio);

        AssertFetchFailed(await FailAsync(server), "it has more than 4 content encodings");
    }

    private static RawServer Sending(string encoding, byte[] body) =>
        new((_, connection) => connection.SendAsync("200 OK", body, $"Content-Encoding: {encoding}\r\n"));

    private static async Task<TranscriptionException> FailAsync(RawServer server)
    {
        using var bench = new AudioBench(options => options.MaxDownloadBytes = 1 << 20);
        var failure = await bench.FailAsync(new AudioInput.Remote(server.Url()));
        Assert.Empty(bench.Spooled);
        return failure;
    }

    private static void AssertFetchFailed(TranscriptionException failure, string what)
    {
        Assert.Equal(TranscriptionError.FetchFailed, failure.Error);
        Assert.Equal($"Could not fetch audio file ({what})", failure.Message);
    }

    private static byte[] Encode(byte[] bytes, string encoding)
    {
        if (encoding == "identity")
            return bytes;
        using var encoded = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest),
            _ => new GZipStream(encoded, CompressionLevel.Fastest),
        })
            encoder.Write(bytes);
        return encoded.ToArray();
    }
}
