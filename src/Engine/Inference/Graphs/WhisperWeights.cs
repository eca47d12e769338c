using Transcribe.Engine.Inference.Weights;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Inference.Graphs;

/// <summary>A model's weights in the layouts that the graphs want, under Hugging Face's names without their <c>model.</c> prefix.</summary>
internal sealed class WhisperWeights(WhisperConfig config, WeightStore store)
{
    public WhisperConfig Config => config;

    /// <summary>A weight as it is stored.</summary>
    public string Plain(GraphBuilder graph, string name, params ReadOnlySpan<int> shape)
    {
        var dimensions = shape.ToArray();
        return graph.Weight(name, shape, destination => store.CopyTo(name, destination, dimensions));
    }

    /// <summary>A linear layer's matrix, stored [outputs, inputs], turned to [inputs, outputs] for MatMul.</summary>
    public string Matrix(GraphBuilder graph, string layer, int inputs, int outputs) =>
        graph.Weight($"{layer}.weight", [inputs, outputs], destination => Transpose(layer, inputs, outputs, destination, outputs));

    /// <summary>Query, key and value matrices side by side: [inputs, 3 × width].</summary>
    public string PackedMatrix(GraphBuilder graph, string attention)
    {
        var width = config.Width;
        return graph.Weight($"{attention}.qkv.weight", [width, 3 * width], destination =>
        {
            Transpose($"{attention}.q_proj", width, width, destination, 3 * width);
            Transpose($"{attention}.k_proj", width, width, destination[width..], 3 * width);
            Transpose($"{attention}.v_proj", width, width, destination[(2 * width)..], 3 * width);
        });
    }

    /// <summary>Query, key and value biases in a row, [3 × width]; Whisper's key projection has none, which is a bias of zero.</summary>
    public string PackedBias(GraphBuilder graph, string attention)
    {
        var width = config.Width;
        return graph.Weight($"{attention}.qkv.bias", [3 * width], destination =>
        {
            destination.Clear();
            store.CopyTo($"{attention}.q_proj.bias", destination[..width], width);
            store.CopyTo($"{attention}.v_proj.bias", destination[(2 * width)..], width);
        });
    }

    private void Transpose(string layer, int inputs, int outputs, Span<float> destination, int stride)
    {
        var source = store.Read($"{layer}.weight", outputs, inputs);
        for (var output = 0; output < outputs; output++)
        {
            var row = source.AsSpan(output * inputs, inputs);
            for (var input = 0; input < inputs; input++)
                destination[input * stride + output] = row[input];
        }
    }
}
