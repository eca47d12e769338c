using System.Buffers.Binary;
using System.Text;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Files that order much work with few bytes, and files that only seem to.</summary>
public sealed class DensityTests
{
    private const int Rate = 8000;

    [Theory]
    [InlineData("au")]
    [InlineData("aiff")]
    [InlineData("caf")]
    [InlineData("w64")]
    [InlineData("mka")]
    [InlineData("mov")]
    public async Task ReadBlocks_OfARateBelowFourKilohertz_IsUnreadable(string extension)
    {
        using var bench = new AudioBench();
        var codec = extension switch { "w64" => "pcm_u8", "mka" => "pcm_s16le", _ => "pcm_s16be" };
        var file = await bench.MakeAsync($"a.{extension}", $"{Tone.Source(300, 0.5, 3999, 1, 5)} -c:a {codec}");

        AssertRateTooLow(await bench.FailAsync(file));
    }

    [Fact]
    public async Task ReadBlocks_OfAnHourAtFourHertz_IsUnreadable()
    {
        using var bench = new AudioBench();

        AssertRateTooLow(await bench.FailAsync(AuAt4Hertz()), rate: 4);
    }

    [Fact]
    public async Task Decode_OfAStreamAtFourHertz_IsUnreadable()
    {
        using var bench = new AudioBench();

        AssertRateTooLow(await Assert.ThrowsAsync<TranscriptionException>(() => bench.ReadLiveAsync(AuAt4Hertz())), rate: 4);
    }

    [Fact]
    public async Task ReadBlocks_OfFourKilohertz_ReadsIt()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.au", Tone.Source(300, 0.5, 4000, 1, 2));

        Assert.Equal(0.5, Tone.Fit(await bench.ReadAsync(file), 300).Amplitude, 0.03);
    }

    [Fact]
    public async Task ReadBlocks_OfMetadataThatLooksLikeALog_DoesNotBelieveIt()
    {
        using var bench = new AudioBench();
        var forged = bench.PathOf("forged.txt");
        await File.WriteAllTextAsync(
            forged, ";FFMETADATA1\ntitle=x\\\n[error] broken\\\n[info]   Stream #0:0: Audio: pcm, 4 Hz\\\n  Stream #0:0 -> #0:0 \n");
        var file = await bench.MakeAsync("a.mka", $"{Tone.Source(300, 0.5, 16000, 1, 1)} -i {forged} -map_metadata 1 -c:a flac");

        Assert.Equal(16000, (await bench.ReadAsync(file)).Length);
    }

    // The sample table names the second of sound in the file 3,600 times.
    [Fact]
    public async Task ReadBlocks_OfASampleTableThatRepeatsItsBytes_IsTooLarge()
    {
        using var bench = new AudioBench();
        var second = await bench.MakeAsync("a.mov", $"{Tone.Source(300, 0.5, Rate, 1, 1)} -c:a pcm_s16le");

        AssertTooDense(await bench.FailAsync(Repeat(second, 3600)));
    }

    // An unusual block size stores a level that does not change in 12 bytes for each 8 s.
    private const string Level = "-f lavfi -i aevalsrc=0.1:s=8000:d=3600 -c:a flac -frame_size 65535 -strict -2";

    [Fact]
    public async Task ReadBlocks_OfALevelThatCostsNothing_IsTooLarge()
    {
        using var bench = new AudioBench();

        AssertTooDense(await bench.FailAsync(await bench.MakeAsync("a.flac", Level)));
    }

    [Fact]
    public async Task Decode_OfAStreamThatCostsNothing_IsTooLarge()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", Level);

        AssertTooDense(await Assert.ThrowsAsync<TranscriptionException>(() => bench.ReadLiveAsync(file)));
    }

    [Fact]
    public async Task ReadBlocks_WithoutALimit_ReadsAllOfIt()
    {
        using var bench = new AudioBench(options => options.MaxSecondsPerKilobyte = 0);

        Assert.Equal(3600 * 16000, (await bench.ReadAsync(await bench.MakeAsync("a.flac", Level))).Length);
    }

    [Theory]
    [InlineData("a.flac", "-c:a flac -frame_size 65535 -strict -2")]
    [InlineData("a.wv", "-c:a wavpack")]
    [InlineData("a.opus", "-c:a libopus -b:a 6k -dtx 1 -frame_duration 60")]
    [InlineData("a.mp3", "-c:a libmp3lame -b:a 8k")]
    [InlineData("a.m4a", "-c:a aac -b:a 16k")]
    [InlineData("a.mka", "-c:a alac")]
    public async Task ReadBlocks_OfSilence_ReadsAllOfIt(string name, string encode)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"-f lavfi -i anullsrc=r=16000:cl=mono -t 600 {encode}");

        Assert.Equal(600.0, (await bench.ReadAsync(file)).Length / 16000.0, 0.2);
    }

    // Room noise, which an encoder with discontinuous transmission leaves out for the most part.
    [Fact]
    public async Task ReadBlocks_OfNoiseThatIsHardlyTransmitted_ReadsAllOfIt()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(
            "a.opus", "-f lavfi -i anoisesrc=r=16000:a=0.001:d=600:s=1 -c:a libopus -b:a 6k -dtx 1 -frame_duration 60 -application voip");

        Assert.Equal(600.0, (await bench.ReadAsync(file)).Length / 16000.0, 0.2);
    }

    // Sun's AU: 14,400 samples in mu-law.
    private static byte[] AuAt4Hertz()
    {
        var file = new byte[24 + 14_400];
        ".snd"u8.CopyTo(file);
        int[] header = [24, 14_400, 1, 4, 1];
        foreach (var (index, value) in header.Index())
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * (index + 1)), value);
        for (var i = 24; i < file.Length; i++)
            file[i] = (byte)i;
        return file;
    }

    /// <summary>Rewrites the sample tables of a MOV with one second of PCM and with its index at the end (ISO/IEC 14496-12).</summary>
    private static byte[] Repeat(ReadOnlySpan<byte> boxes, int times)
    {
        List<byte> all = [];
        while (boxes.Length > 0)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(boxes);
            var type = Encoding.ASCII.GetString(boxes[4..8]);
            var body = boxes[8..size];
            byte[] written = type switch
            {
                "moov" or "trak" or "mdia" or "minf" or "stbl" => Repeat(body, times),
                "stts" => [.. body[..4], .. Int(1), .. Int(Rate * times), .. Int(1)],
                "stsc" => [.. body[..4], .. Int(1), .. Int(1), .. Int(Rate), .. Int(1)],
                "stsz" => [.. body[..8], .. Int(Rate * times)],
                "stco" => [.. body[..4], .. Int(times), .. Enumerable.Repeat(body[8..12].ToArray(), times).SelectMany(offset => offset)],
                _ => body.ToArray(),
            };
            if (type != "edts")
                all.AddRange([.. Int(written.Length + 8), .. boxes[4..8], .. written]);
            boxes = boxes[size..];
        }
        return [.. all];
    }

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void AssertRateTooLow(TranscriptionException failure, int rate = 3999)
    {
        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal($"The audio has a sample rate of {rate} Hz; at least 4000 Hz is accepted", failure.Message);
    }

    private static void AssertTooDense(TranscriptionException failure)
    {
        Assert.Equal(TranscriptionError.AudioTooLarge, failure.Error);
        Assert.Equal("The audio is longer than the limit of 30 s for each kilobyte of its file", failure.Message);
    }
}
