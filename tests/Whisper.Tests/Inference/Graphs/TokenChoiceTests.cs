using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Core;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Tests.Generation;

namespace Transcribe.Whisper.Tests.Inference.Graphs;

/// <summary>Compares the graph with the rules and the sampler that it replaces.</summary>
public sealed class TokenChoiceTests : IDisposable
{
    private const int Vocabulary = TinyModel.VocabularySize;
    private const int Batch = 8;

    private static readonly LogitsRules[] Rules = [new(TinyModel.Config, timestamps: false), new(TinyModel.Config, timestamps: true)];

    private readonly InferenceSession _session = Create();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Run_RandomRowsAfterRandomTokens_ChoosesWhatTheRulesAndTheSamplerDo()
    {
        var random = new Random(1);
        for (var batch = 0; batch < 1000; batch++)
            AssertSame(Rows(random));
    }

    [Fact]
    public void Run_RowsThatAreNotFinite_SaysSoOfThemAlone()
    {
        var random = new Random(2);
        for (var batch = 0; batch < 500; batch++)
        {
            var rows = Rows(random);
            foreach (var (logits, _) in rows.Take(Batch / 2))
                logits[random.Next(Vocabulary)] = random.Next(2) == 0 ? float.NaN : float.PositiveInfinity;
            rows[Batch / 2].Logits.AsSpan().Fill(float.NegativeInfinity);
            AssertSame(rows);
        }
    }

    private static InferenceSession Create()
    {
        var graph = new GraphBuilder("choice");
        new TokenChoice(graph, TinyModel.Config, Vocabulary).Append(graph.Input("logits", TensorElementType.Float, null, Vocabulary));
        return SessionFactory.Create(graph, prepack: false);
    }

    private void AssertSame((float[] Logits, TokenConstraints Constraints)[] rows)
    {
        var constraints = new int[rows.Length * TokenChoice.Columns];
        for (var row = 0; row < rows.Length; row++)
            TokenChoice.Write(rows[row].Constraints, constraints.AsSpan(row * TokenChoice.Columns, TokenChoice.Columns));
        using var options = new RunOptions();
        using var logitsValue = OrtValue.CreateTensorValueFromMemory(
            rows.SelectMany(row => row.Logits).ToArray(), [rows.Length, Vocabulary]);
        using var constraintsValue = OrtValue.CreateTensorValueFromMemory(constraints, [rows.Length, TokenChoice.Columns]);
        using var outputs = _session.Run(
            options, ["logits", TokenChoice.Constraints], [logitsValue, constraintsValue], [TokenChoice.Ids, TokenChoice.LogProbabilities]);

        for (var row = 0; row < rows.Length; row++)
        {
            var (id, logProbability) = (outputs[0].GetTensorDataAsSpan<int>()[row], outputs[1].GetTensorDataAsSpan<float>()[row]);
            if (Expected(rows[row].Logits, rows[row].Constraints) is { } expected)
                Assert.Equal(
                    (expected.Id, expected.LogProbability), (id, logProbability),
                    (one, other) => one.Item1 == other.Item1 && MathF.Abs(one.Item2 - other.Item2) < 1e-4f);
            else
                Assert.False(float.IsFinite(logProbability));
        }
    }

    /// <summary>Returns the choice of the rules and the sampler, or null if the sampler refuses the row.</summary>
    private static GeneratedToken? Expected(float[] logits, TokenConstraints constraints)
    {
        float[] masked = [.. logits];
        Rules[0].Apply(masked, constraints);
        try
        {
            return new TokenSampler().Sample(masked, temperature: 0);
        }
        catch (TranscriptionException)
        {
            return null;
        }
    }

    private static (float[] Logits, TokenConstraints Constraints)[] Rows(Random random)
    {
        var rows = new (float[] Logits, TokenConstraints Constraints)[Batch];
        for (var row = 0; row < Batch; row++)
        {
            do
                rows[row] = (Logits(random), Constraints(random));
            while (IsUndecided(rows[row].Logits, rows[row].Constraints));
        }

        return rows;
    }

    /// <summary>Returns whether all timestamps together are as likely as the most likely text, within rounding.</summary>
    private static bool IsUndecided(float[] logits, TokenConstraints constraints)
    {
        float[] masked = [.. logits];
        Rules[0].Apply(masked, constraints with { HasTimestamps = false });
        masked[TinyModel.NoTimestamps] = float.NegativeInfinity;
        return MathF.Abs(
            LogProbability.LogSumExp(masked.AsSpan(TinyModel.FirstTimestamp)) - masked.Take(TinyModel.FirstTimestamp).Max()) < 1e-5f;
    }

    /// <summary>Returns random logits: flat or peaked, for or against timestamps, some with many equal values, some with many -∞.</summary>
    private static float[] Logits(Random random)
    {
        var (scale, lead, step, masked) = (
            MathF.Pow(10, random.Next(-1, 3)), random.Next(-8, 9), random.Next(3), random.Next(3) == 0 ? random.NextDouble() : 0);
        return [.. Enumerable.Range(0, Vocabulary).Select(id =>
        {
            var logit = (scale * (random.NextSingle() - 0.5f)) + (id >= TinyModel.FirstTimestamp ? lead : 0);
            if (random.NextDouble() < masked)
                return float.NegativeInfinity;
            // + 0 makes 0 of -0, because the host finds -0 less than 0.
            return step == 0 ? MathF.Round(logit) + 0f : logit;
        })];
    }

    private static TokenConstraints Constraints(Random random)
    {
        var generated = new GeneratedToken[random.Next(6)];
        for (var i = 0; i < generated.Length; i++)
            generated[i] = new GeneratedToken(
                random.Next(2) == 0 ? random.Next(TinyModel.EndOfText) : random.Next(TinyModel.FirstTimestamp, Vocabulary), 0);
        return Rules[random.Next(2)].After(generated);
    }
}
