using Transcribe.Audio.Fetching;

namespace Transcribe.Audio.Tests;

public sealed class FetchRateTests
{
    private readonly FetchRate _rate = new(least: 1000, window: Seconds(30));

    [Fact]
    public void Patience_OfASenderAboveTheRate_IsTheWholeWindow()
    {
        for (var second = 0; second < 1000; second++)
            _rate.Count(1001, Seconds(1));

        Assert.False(_rate.IsSlow);
        Assert.Equal(Seconds(30), _rate.Patience);
    }

    [Fact]
    public void Patience_OfASenderAtHalfTheRate_EndsAfterTwoWindows()
    {
        for (var second = 0; second < 60; second++)
        {
            Assert.True(_rate.Patience > TimeSpan.Zero);
            _rate.Count(500, Seconds(1));
        }

        Assert.True(_rate.IsSlow);
        Assert.Equal(TimeSpan.Zero, _rate.Patience);
    }

    [Fact]
    public void Patience_OfADripEvery20Seconds_EndsTheWindowEarly()
    {
        _rate.Count(1, Seconds(20));

        Assert.True(_rate.IsSlow);
        Assert.Equal(Seconds(10.001), _rate.Patience);
    }

    [Fact]
    public void Patience_OfADripAfterMuchThatCameAtOnce_IsNoLonger()
    {
        _rate.Count(1_000_000_000, Seconds(1));
        _rate.Count(1, Seconds(20));

        Assert.Equal(Seconds(10.001), _rate.Patience);
    }

    [Fact]
    public void Patience_WithoutALeastRate_IsTheWholeWindow()
    {
        var any = new FetchRate(least: 0, window: Seconds(30));
        for (var wait = 0; wait < 100; wait++)
            any.Count(1, Seconds(29));

        Assert.Equal(Seconds(30), any.Patience);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
