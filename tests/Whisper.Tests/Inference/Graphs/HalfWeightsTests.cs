using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Tests.Folder;
using Transcribe.Whisper.Tests.Inference.Weights;

namespace Transcribe.Whisper.Tests.Inference.Graphs;

public sealed class HalfWeightsTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The value is just above the middle of two f16 values. If it were first rounded to bfloat16 or another coarser grid, it would fall on
    // the middle and be rounded down.
    [Theory]
    [InlineData("F32", 1 + (1 / 2048f) + (1 / 1048576f), 1 + (1 / 1024f))]
    [InlineData("F32", 1 + (1 / 2048f), 1)]
    [InlineData("F16", 1 + (1 / 1024f), 1 + (1 / 1024f))]
    [InlineData("BF16", 1 + (1 / 128f), 1 + (1 / 128f))]
    [InlineData("BF16", 1.0078125f / 16777216, 1f / 16777216)]
    public void Plain_InF16_IsTheStoredValueRoundedOnce(string stored, float value, float expected)
    {
        var data = stored switch
        {
            "F32" => Safetensors.Bytes(value),
            "F16" => Safetensors.Bytes((Half)value),
            _ => Safetensors.Bytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
        };
        Safetensors.Write(_folder[WeightFileNames.Single], ("weight", stored, [1], data));
        using var store = WeightStore.Open(_folder.Read());
        var graph = new GraphBuilder("test");
        var weights = new WhisperWeights(_folder.Read().Config, store) { Type = TensorElementType.Float16 };

        graph.Output(weights.ToFloat(graph, weights.Plain(graph, "weight", 1)), "value", TensorElementType.Float, 1);

        using var session = SessionFactory.Create(graph, prepack: false);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [], [], ["value"]);
        Assert.Equal(expected, outputs[0].GetTensorDataAsSpan<float>()[0]);
    }
}
