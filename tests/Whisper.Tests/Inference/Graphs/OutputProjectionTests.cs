using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Tests.Inference.Graphs;

/// <summary>The last product of the decoder in 8 bits; each row has its own scale.</summary>
public sealed class OutputProjectionTests
{
    private const string Input = "x";

    /// <summary>
    /// The largest difference relative to the largest logit; the measured value is 0.013. Weights have 63 steps on each side of zero,
    /// activations 127.
    /// </summary>
    private const float Tolerance = 0.02f;

    private static readonly WhisperFolder Folder = WhisperFolderReader.Read(Repository.DigitsModel);

    private static readonly float[] Row = [.. Enumerable.Range(0, Folder.Config.Width).Select(i => MathF.Sin(i * i))];

    [Fact]
    public void Logits_OfRowsOfAnyMagnitude_AreNearTheExactOnes()
    {
        float[] magnitudes = [1, 1e-4f, 300];
        float[] rows = [.. magnitudes.SelectMany(magnitude => Row.Select(x => magnitude * x))];

        var (exact, near) = (Logits(rows, int8: false), Logits(rows, int8: true));

        for (var row = 0; row < magnitudes.Length; row++)
        {
            var largest = exact[row].Max(MathF.Abs);
            Assert.InRange(exact[row].Zip(near[row], (x, y) => MathF.Abs(x - y)).Max() / largest, float.Epsilon, Tolerance);
        }
    }

    [Fact]
    public void Logits_OfARowOfZeros_AreZero() =>
        Assert.All(Logits([.. Row, .. new float[Row.Length]], int8: true)[1], logit => Assert.Equal(0, logit));

    // A layer norm spreads one such value over its whole row.
    [Fact]
    public void Logits_OfARowOfNaN_AreNotFiniteInThatRowAlone()
    {
        var alone = Logits(Row, int8: true)[0];

        var logits = Logits([.. Enumerable.Repeat(float.NaN, Row.Length), .. Row], int8: true);

        Assert.All(logits[0], logit => Assert.False(float.IsFinite(logit)));
        Assert.Equal(alone, logits[1]);
    }

    private static float[][] Logits(float[] rows, bool int8)
    {
        using var store = WeightStore.Open(Folder);
        var quantized = int8 ? new QuantizedWeights(store) : null;
        var weights = new WhisperWeights(Folder.Config, store) { Quantized = quantized };
        var graph = new GraphBuilder("projection");
        weights.Logits(graph, graph.Input(Input, TensorElementType.Float, null, Folder.Config.Width), DecoderGraph.Logits);
        graph.DeclareOutput(DecoderGraph.Logits, TensorElementType.Float, null, Folder.Config.VocabularySize);
        using var session = SessionFactory.Create(graph, prepack: true);
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / Folder.Config.Width, Folder.Config.Width]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [Input], [input], [DecoderGraph.Logits]);
        return [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(Folder.Config.VocabularySize)];
    }
}
