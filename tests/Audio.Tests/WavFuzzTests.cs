using CsCheck;
using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Damaged WAV headers.</summary>
public sealed class WavFuzzTests
{
    [Fact]
    public void Read_DamagedHeader_RefusesItOrFindsSamplesWithinTheFile()
    {
        byte[] plain = Wav.Join(new float[40]);
        byte[] large = [.. "RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0"u8, .. new byte[28], .. plain.AsSpan(12)];

        Mutations.Of(plain, large).Sample(
            bytes =>
            {
                PcmData? found;
                try
                {
                    found = WavHeader.Read(new MemoryStream(bytes));
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
            iter: Mutations.Count);
    }
}
