using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Tests.Generation;

public sealed class LogProbabilityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1501)]
    [InlineData(51866)]
    public void LogSumExp_OfRandomLogits_EqualsTheSumInDoublePrecision(int count)
    {
        var random = new Random(count);
        var logits = Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 60) - 30).ToArray();
        Assert.Equal(Math.Log(logits.Sum(logit => Math.Exp(logit))), LogProbability.LogSumExp(logits), 1e-5);
    }

    [Fact]
    public void LogSumExp_OfMaskedLogits_CountsNoneOfThem() =>
        Assert.Equal(2.5f, LogProbability.LogSumExp([float.NegativeInfinity, 2.5f, float.NegativeInfinity]), 1e-6f);

    [Fact]
    public void LogSumExp_OfNothingAllowed_IsMinusInfinity()
    {
        Assert.Equal(float.NegativeInfinity, LogProbability.LogSumExp([]));
        Assert.Equal(float.NegativeInfinity, LogProbability.LogSumExp([float.NegativeInfinity, float.NegativeInfinity]));
    }

    [Fact]
    public void LogSumExp_OfLargeLogits_DoesNotOverflow() =>
        Assert.Equal(1000 + MathF.Log(2), LogProbability.LogSumExp([1000, 1000]), 1e-3f);

    [Fact]
    public void LogSumExp_WithNaN_IsNaN() => Assert.True(float.IsNaN(LogProbability.LogSumExp([1, float.NaN, 2])));
}
