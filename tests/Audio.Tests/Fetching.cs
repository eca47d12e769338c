using System.IO.Compression;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>What tests of fetching need.</summary>
internal static class Fetching
{
    public static readonly byte[] OneSecond = MakeWav(seconds: 1);

    public static async Task<TranscriptionException> FailAsync(Uri uri, Action<AudioOptions>? configure = null)
    {
        using var bench = new AudioBench(configure);
        var failure = await bench.FailAsync(new AudioInput.Remote(uri));
        Assert.Empty(bench.Spooled);
        return failure;
    }

    public static void AssertFetchFailed(TranscriptionException failure, string what)
    {
        Assert.Equal(TranscriptionError.FetchFailed, failure.Error);
        Assert.Equal($"Could not fetch audio file ({what})", failure.Message);
    }

    public static void AssertTooLarge(TranscriptionException failure)
    {
        Assert.Equal(TranscriptionError.AudioTooLarge, failure.Error);
        Assert.Equal("The audio is larger than the limit of 1 MiB", failure.Message);
    }

    public static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
            zip.Write(bytes);
        return zipped.ToArray();
    }

    // 16 kHz, 16 bits, silence.
    public static byte[] MakeWav(int seconds) =>
        [
            .. "RIFF"u8, .. new byte[4], .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0,
            .. "data"u8, .. BitConverter.GetBytes(32000 * seconds), .. new byte[32000 * seconds],
        ];
}
