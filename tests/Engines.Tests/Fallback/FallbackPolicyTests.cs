using Transcribe.Core;
using Transcribe.Engines.Fallback;

namespace Transcribe.Engines.Tests.Fallback;

public sealed class FallbackPolicyTests
{
    [Fact]
    public void Settle_GoodAttempt_TakesIt()
    {
        var policy = Policy();
        Assert.True(policy.Settle(Attempt(-0.9f, 2.3f), 0.9f));
        Assert.Equal(-0.9f, policy.Outcome!.MeanLogProbability);
        Assert.Null(policy.SuppressionReason(0.9f));
    }

    [Theory]
    [InlineData(-1.1f, 1.5f)]
    [InlineData(-0.5f, 2.5f)]
    public void Settle_UnlikelyOrRepetitiveAttempts_TriesAllTemperatures(float logProbability, float compression)
    {
        var policy = Policy();
        var temperatures = new List<float>();
        bool settled;
        do
        {
            temperatures.Add(policy.Temperature);
            settled = policy.Settle(Attempt(logProbability, compression), 0.1f);
        }
        while (!settled);
        Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], temperatures);
    }

    [Fact]
    public void Settle_UnlikelyAndSilent_StopsAtOnce()
    {
        var policy = Policy();
        Assert.True(policy.Settle(Attempt(-1.1f, 3), 0.7f));
        Assert.Equal(SuppressionReasons.NoSpeech, policy.SuppressionReason(0.7f));
    }

    [Fact]
    public void Settle_AllUnlikely_KeepsTheLikeliestThatDoesNotRepeat()
    {
        var policy = Settled((-0.2f, 3), (-1.5f, 2), (-1.2f, 2), (-1.3f, 2), (-0.1f, 9), (-2, 1));
        Assert.Equal(-1.2f, policy.Outcome!.MeanLogProbability);
        Assert.Null(policy.SuppressionReason(0.1f));
    }

    [Fact]
    public void Settle_AllRepetitive_IsRejected()
    {
        var policy = Settled((-0.2f, 3), (-0.3f, 3), (-0.2f, 3), (-0.1f, 3), (-0.2f, 3), (-0.2f, 3));
        Assert.Equal(SuppressionReasons.Repetition, policy.SuppressionReason(0.1f));
    }

    [Fact]
    public void Settle_AtAGivenTemperature_TakesTheFirstAttemptWhateverItIs()
    {
        var policy = new FallbackPolicy<Text>(new(), 0.3f);
        Assert.Equal(0.3f, policy.Temperature);
        Assert.True(policy.Settle(Attempt(-3, 9), 0.1f));
        Assert.Null(policy.SuppressionReason(0.1f));
        Assert.Equal(SuppressionReasons.NoSpeech, policy.SuppressionReason(0.7f));
    }

    private static FallbackPolicy<Text> Policy() => new(new(), null);

    private static FallbackPolicy<Text> Settled(params (float LogProbability, float Compression)[] attempts)
    {
        var policy = Policy();
        for (var i = 0; i < attempts.Length; i++)
            Assert.Equal(i == attempts.Length - 1, policy.Settle(Attempt(attempts[i].LogProbability, attempts[i].Compression), 0.1f));
        return policy;
    }

    private static Text Attempt(float logProbability, float compression) => new(logProbability, compression);

    private sealed record Text(float MeanLogProbability, float CompressionRatio) : IAttempt;
}
