using System.Buffers.Binary;
using Transcribe.Audio.Pcm;

namespace Transcribe.Audio.Tests;

/// <summary>Samples are converted several at once, and those that are left one by one.</summary>
public sealed class PcmSamplesTests
{
    private const int Most = 67;

    [Fact]
    public void Clean_AnyLength_ClampsEachSampleAndReplacesWhatIsNotFinite()
    {
        float[] given = [0.5f, -2, 2, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1, -1, -0.25f, 1.0001f, float.MaxValue];
        float[] cleaned = [0.5f, -1, 1, 0, 0, 0, 1, -1, -0.25f, 1, 1];
        for (var length = 0; length <= Most; length++)
        {
            var samples = Enumerable.Range(0, length).Select(i => given[i % given.Length]).ToArray();

            PcmSamples.Clean(samples);

            Assert.Equal(Enumerable.Range(0, length).Select(i => cleaned[i % cleaned.Length]), samples);
        }
    }

    [Fact]
    public void Read_Signed16OfAnyLength_ScalesEachSample()
    {
        for (var length = 0; length <= Most; length++)
        {
            var expected = Enumerable.Range(0, length).Select(i => (short)((i * 12_345) - 32_768)).ToArray();
            var bytes = new byte[2 * length];
            for (var i = 0; i < length; i++)
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), expected[i]);
            var samples = new float[length];

            PcmSamples.Read(bytes, SampleEncoding.Signed16, samples);

            Assert.Equal(expected.Select(sample => sample / 32_768f), samples);
        }
    }
}
