namespace Transcribe.Transcription.Tests;

public sealed class EstimateErrorsTests
{
    private readonly EstimateErrors _errors = new();

    [Fact]
    public void Margin_FewerThanSixteen_IsAQuarter()
    {
        Add(15, 2);

        Assert.Equal(1.25, _errors.Margin);
        Add(1, 2);
        Assert.Equal(2, _errors.Margin);
    }

    [Fact]
    public void Margin_OneInTwentyIsMuchLater_LeavesItOut()
    {
        Add(61, 1.5);
        Add(3, 2.5);

        Assert.Equal(1.5, _errors.Margin);
        Add(1, 2.5);
        Assert.Equal(2.5, _errors.Margin);
    }

    [Fact]
    public void Margin_EarlyOrVeryLate_IsBounded()
    {
        Add(64, 0.5);
        Assert.Equal(1.25, _errors.Margin);

        Add(64, 100);
        Assert.Equal(3, _errors.Margin);
    }

    [Fact]
    public void Margin_After64Others_ForgetsTheFirst()
    {
        Add(64, 2.5);
        Add(63, 1.5);

        Assert.Equal(1.5, _errors.Margin);
    }

    private void Add(int times, double ratio)
    {
        for (var i = 0; i < times; i++)
            _errors.Add(ratio);
    }
}
