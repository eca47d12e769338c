using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class EncoderContextTests
{
    private const int Second = 16_000;
    private const int AllPositions = 1500;

    [Theory]
    [InlineData(1)]
    [InlineData(30 * Second)]
    public void Positions_NoTrailingSilence_AreThoseOfThirtySeconds(int samples) =>
        Assert.Equal(AllPositions, new EncoderContext(AllPositions, trailingSilence: null).Positions(samples));

    [Theory]
    [InlineData(null)]
    [InlineData(30)]
    public void Positions_NoAudio_AreTheFewest(int? silence) => Assert.Equal(
        50, new EncoderContext(AllPositions, silence is null ? null : TimeSpan.FromSeconds(silence.Value)).Positions(samples: 0));

    [Theory]
    [InlineData(0, 0, 50)]
    [InlineData(1, 0, 50)]
    [InlineData(Second, 0, 50)]
    [InlineData(Second + 1, 0, 100)]
    [InlineData(2 * Second, 1, 150)]
    [InlineData((2 * Second) + 1, 1, 200)]
    [InlineData(29 * Second, 1, AllPositions)]
    [InlineData(30 * Second, 1, AllPositions)]
    [InlineData(1, 30, AllPositions)]
    public void Positions_TrailingSilence_CoverAudioAndSilenceInWholeSeconds(int samples, int silence, int expected) =>
        Assert.Equal(expected, new EncoderContext(AllPositions, TimeSpan.FromSeconds(silence)).Positions(samples));
}
