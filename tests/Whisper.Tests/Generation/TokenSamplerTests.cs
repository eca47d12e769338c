using Transcribe.Core;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Tests.Generation;

public sealed class TokenSamplerTests
{
    [Fact]
    public void Sample_AtZero_TakesTheFirstOfTheLikeliest()
    {
        var logits = new float[51866];
        foreach (var id in new[] { 40_001, 40_017, 51_865 })
            logits[id] = 3;
        Assert.Equal(40_001, new TokenSampler().Sample(logits, 0).Id);
    }

    [Fact]
    public void Sample_AtAnyTemperature_ScoresAtTemperatureOne()
    {
        float[] logits = [1, 3, 2, float.NegativeInfinity];
        var sum = Math.Exp(1) + Math.Exp(3) + Math.Exp(2);
        Assert.Equal(Math.Log(Math.Exp(3) / sum), new TokenSampler().Sample(logits, 0).LogProbability, 1e-6);
        var drawn = new TokenSampler().Sample(logits, 0.7f);
        Assert.Equal(Math.Log(Math.Exp(logits[drawn.Id]) / sum), drawn.LogProbability, 1e-6);
    }

    [Fact]
    public void Sample_AtATemperature_DrawsInProportion()
    {
        float[] logits = [MathF.Log(1), MathF.Log(2), float.NegativeInfinity, MathF.Log(5)];
        var sampler = new TokenSampler();
        var counts = Enumerable.Range(0, 20_000).Select(_ => sampler.Sample(logits, 0.5f).Id).CountBy(id => id).ToDictionary();

        // Half the temperature squares the odds: 1 to 4 to 25.
        Assert.DoesNotContain(2, counts.Keys);
        Assert.InRange(counts[0] / 20_000.0, 0.027, 0.04);
        Assert.InRange(counts[1] / 20_000.0, 0.12, 0.147);
        Assert.InRange(counts[3] / 20_000.0, 0.815, 0.852);
    }

    [Fact]
    public void Sample_FromTheSameLogits_DrawsTheSameInEverySampler()
    {
        var logits = Enumerable.Range(0, 500).Select(i => MathF.Sin(i)).ToArray();
        var (one, other) = (new TokenSampler(), new TokenSampler());
        Assert.Equal(
            Enumerable.Range(0, 50).Select(_ => one.Sample(logits, 1).Id), Enumerable.Range(0, 50).Select(_ => other.Sample(logits, 1).Id));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Sample_FromLogitsThatAreNotFinite_Fails(float bad)
    {
        var logits = new float[100];
        logits[42] = bad;
        Assert.Equal(
            TranscriptionError.InferenceFailed, Assert.Throws<TranscriptionException>(() => new TokenSampler().Sample(logits, 0)).Error);
        Assert.Equal(
            TranscriptionError.InferenceFailed, Assert.Throws<TranscriptionException>(() => new TokenSampler().Sample(logits, 1)).Error);
    }

    [Fact]
    public void Sample_WhereNothingIsAllowed_Fails() =>
        Assert.Throws<TranscriptionException>(() => new TokenSampler().Sample([float.NegativeInfinity, float.NegativeInfinity], 0));
}
