using Microsoft.ML.OnnxRuntime.Tensors;
using static Transcribe.Engine.Inference.Graphs.GraphBuilder;

namespace Transcribe.Engine.Inference.Graphs;

/// <summary>
/// Log-mel features → the keys and values that every decoder layer attends to. They depend on the audio alone, so they are computed here, once a window.
/// Input <c>log_mel</c> [batch, mels, frames], an even number of frames up to 30 s; outputs <c>states</c> [batch, positions, width], half as many positions as frames,
/// and each decoder layer's <see cref="CrossCaches"/>, [batch, heads, positions, head width].
/// </summary>
internal static class EncoderGraph
{
    public const string LogMel = "log_mel";
    public const string States = "states";

    public static GraphBuilder Build(WhisperWeights weights)
    {
        var config = weights.Config;
        var graph = new GraphBuilder("encoder");
        var blocks = new TransformerBlocks(graph, weights);

        var logMel = graph.Input(LogMel, TensorElementType.Float, null, config.MelBins, null);
        var x = Convolve(graph, weights, weights.FromFloat(graph, logMel), "encoder.conv1", config.MelBins, 1);
        x = Convolve(graph, weights, x, "encoder.conv2", config.Width, 2);
        x = graph.Node("Transpose", [x], Ints("perm", 0, 2, 1));
        x = graph.Node("Add", [x, Positions(graph, weights, x)]);
        for (var layer = 0; layer < config.EncoderLayers; layer++)
            x = Layer(graph, blocks, weights, x, $"encoder.layers.{layer}");
        x = blocks.Norm(x, "encoder.layer_norm");

        var caches = new CrossCaches(graph, weights);
        graph.Output(weights.ToFloat(graph, x), States, TensorElementType.Float, null, null, config.Width);
        for (var layer = 0; layer < config.DecoderLayers; layer++)
            Cache(caches, blocks, config.Width, x, layer);
        return graph;
    }

    /// <summary>The embeddings of as many positions as x has, [positions, width].</summary>
    private static string Positions(GraphBuilder graph, WhisperWeights weights, string x)
    {
        var all = weights.Plain(graph, "encoder.embed_positions.weight", weights.Config.AudioPositions, weights.Config.Width);
        var count = graph.Node("Shape", [x], Int("start", 1), Int("end", 2));
        return graph.Node("Slice", [all, graph.Constant(0), count]);
    }

    private static string Convolve(GraphBuilder graph, WhisperWeights weights, string x, string layer, int channels, int stride)
    {
        var width = weights.Config.Width;
        var kernel = weights.Plain(graph, $"{layer}.weight", width, channels, 3);
        var convolved = graph.Node("Conv", [x, kernel, weights.Plain(graph, $"{layer}.bias", width)], Ints("kernel_shape", 3), Ints("pads", 1, 1), Ints("strides", stride));
        return graph.Contrib("Gelu", [convolved]);
    }

    private static string Layer(GraphBuilder graph, TransformerBlocks blocks, WhisperWeights weights, string x, string layer)
    {
        var (width, attention) = (weights.Config.Width, $"{layer}.self_attn");
        var normed = blocks.Norm(x, $"{attention}_layer_norm");
        var attended = graph.Contrib(
            "MultiHeadAttention",
            [
                blocks.Project(normed, $"{attention}.q_proj", width, width),
                blocks.Project(normed, $"{attention}.k_proj", width, width),
                blocks.Project(normed, $"{attention}.v_proj", width, width),
                weights.PackedBias(graph, attention),
            ],
            Int("num_heads", weights.Config.EncoderHeads));
        x = blocks.Residual(x, attended, $"{attention}.out_proj", width);
        return blocks.FeedForward(x, layer, weights.Config.EncoderFeedForward);
    }

    private static void Cache(CrossCaches caches, TransformerBlocks blocks, int width, string states, int layer)
    {
        var attention = $"decoder.layers.{layer}.encoder_attn";
        caches.Write(blocks, blocks.Project(states, $"{attention}.k_proj", width, width), CrossCaches.Key(layer));
        caches.Write(blocks, blocks.Linear(states, $"{attention}.v_proj", width, width), CrossCaches.Value(layer));
    }
}
