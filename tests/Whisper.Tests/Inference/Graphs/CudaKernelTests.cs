using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Graphs.Onnx;
using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Tests.Inference.Graphs;

/// <summary>Every operator of the graphs has a CUDA kernel. The test needs no GPU.</summary>
public sealed class CudaKernelTests
{
    /// <summary>
    /// The operators of ONNX opset 18 that have a CUDA kernel for the types in the graphs: f16 or f32, and integers and booleans where
    /// needed. Source: the CUDA table in docs/OperatorKernels.md of ONNX Runtime. ReduceMax, ReduceMin and Pad have kernels only up to
    /// this opset.
    /// </summary>
    private static readonly HashSet<string> Kernels =
    [
        "Add", "And", "Cast", "Concat", "Conv", "Exp", "Expand", "Gather", "Gemm", "Greater", "GreaterOrEqual", "Identity",
        "LayerNormalization", "Less", "Log", "MatMul", "Max", "Mul", "Or", "ReduceMax", "ReduceMin", "ReduceSum", "Reshape", "Shape",
        "Slice", "Softmax", "Sub", "Transpose", "Where",
        "com.microsoft.Gelu", "com.microsoft.GroupQueryAttention", "com.microsoft.MultiHeadAttention",
    ];

    [Fact]
    public void Graphs_InF16_AreOfOperatorsWithCudaKernels()
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel);
        using var store = WeightStore.Open(folder);
        var weights = new WhisperWeights(folder.Config, store) { Type = TensorElementType.Float16 };
        var encoder = EncoderGraph.Build(weights, wholeSlots: true);
        var decoder = DecoderGraph.Build(weights, folder.Generation);
        var aligner = AlignmentGraph.Build(weights, folder.AlignmentHeads);
        var copy = CopyGraph.Build(TensorElementType.Float16);

        foreach (var graph in (GraphBuilder[])[encoder, decoder, aligner, copy])
        {
            var model = ModelProto.Parser.ParseFrom(graph.ToModel("weights"));
            Assert.Equal([18, 1], model.OpsetImport.Select(set => set.Version));
            Assert.Empty(
                model.Graph.Node.Select(node => node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType).Except(Kernels));
        }
    }
}
