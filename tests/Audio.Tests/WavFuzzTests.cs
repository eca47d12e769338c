using CsCheck;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Damaged WAV headers.</summary>
public sealed class WavFuzzTests
{
    [Fact]
    public async Task Read_DamagedHeader_RefusesItOrFindsSamplesWithinTheFile()
    {
        byte[] plain = Wav.Join(new float[40]);
        byte[] large = [.. "RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0"u8, .. new byte[28], .. plain.AsSpan(12)];

        await Mutations.Of(plain, large).SampleAsync(
            async bytes =>
            {
                PcmData? found;
                try
                {
                    found = await WavHeader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);
                }
                catch (TranscriptionException refused)
                {
                    Assert.Equal(TranscriptionError.AudioUnreadable, refused.Error);
                    return;
                }
                if (found is not { } pcm)
                    return;
                Assert.InRange(pcm.Offset, 12, bytes.Length);
                Assert.True(pcm.Layout.IsInRange);
                Assert.True(pcm.DurationIn(bytes.Length) >= TimeSpan.Zero);
            },
            iter: Mutations.Count());
    }
}
