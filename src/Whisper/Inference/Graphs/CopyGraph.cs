using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// Copies a tensor to memory of any kind: input <c>from</c> [1, length], output <c>to</c> [1, length], which is bound to the other memory.
/// </summary>
internal static class CopyGraph
{
    public const string From = "from";
    public const string To = "to";

    public static GraphBuilder Build(TensorElementType type) =>
        GraphBuilder.Build("copy", graph => graph.Output(graph.Input(From, type, 1, null), To, type, 1, null));
}
