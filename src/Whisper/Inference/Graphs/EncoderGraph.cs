using Microsoft.ML.OnnxRuntime.Tensors;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// Computes the cross-attention keys and values of every decoder layer from log-mel features. They depend only on the audio, so the encoder
/// computes them once per window. Input: <c>log_mel</c> [batch, mels, frames], an even number of frames up to 30 s. Outputs: <c>states</c>
/// [batch, positions, width], with one position for two frames, and the <see cref="CrossCaches"/> of each decoder layer, [batch, heads,
/// positions, head width].
/// </summary>
internal static class EncoderGraph
{
    public const string LogMel = "log_mel";
    public const string States = "states";

    /// <summary>Builds the graph.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="wholeSlots">Whether the caches are padded with zeros to all audio positions of the model.</param>
    public static GraphBuilder Build(WhisperWeights weights, bool wholeSlots) =>
        GraphBuilder.Build("encoder", graph => Write(graph, weights, wholeSlots));

    private static void Write(GraphBuilder graph, WhisperWeights weights, bool wholeSlots)
    {
        var config = weights.Config;
        var blocks = new TransformerBlocks(graph, weights);

        var logMel = graph.Input(LogMel, TensorElementType.Float, null, config.MelBins, null);
        var x = Convolve(graph, weights, weights.FromFloat(graph, logMel), "encoder.conv1", config.MelBins, 1);
        x = Convolve(graph, weights, x, "encoder.conv2", config.Width, 2);
        x = graph.Node("Transpose", [x], Ints("perm", 0, 2, 1));
        x = graph.Node("Add", [x, Positions(graph, weights, x)]);
        for (var layer = 0; layer < config.EncoderLayers; layer++)
        {
            x = blocks.SelfAttention(x, $"encoder.layers.{layer}", config.EncoderHeads, causal: false);
            x = blocks.FeedForward(x, $"encoder.layers.{layer}", config.EncoderFeedForward);
        }

        x = blocks.Norm(x, "encoder.layer_norm");

        var caches = new CrossCaches(graph, weights);
        graph.Output(weights.ToFloat(graph, x), States, TensorElementType.Float, null, null, config.Width);
        var rest = wholeSlots ? Rest(graph, weights, x) : null;
        for (var layer = 0; layer < config.DecoderLayers; layer++)
        {
            var attention = $"decoder.layers.{layer}.encoder_attn";
            Cache(blocks.Project(x, $"{attention}.k_proj", config.Width, config.Width), CrossCaches.Key(layer));
            Cache(blocks.Linear(x, $"{attention}.v_proj", config.Width, config.Width), CrossCaches.Value(layer));
        }

        void Cache(string values, string cache) =>
            caches.Write(blocks, rest is null ? values : graph.Node("Concat", [values, rest], Int("axis", 1)), cache);
    }

    /// <summary>The embeddings of the positions of x, [positions, width].</summary>
    private static string Positions(GraphBuilder graph, WhisperWeights weights, string x)
    {
        var all = weights.Plain(graph, "encoder.embed_positions.weight", weights.Config.AudioPositions, weights.Config.Width);
        return graph.Node("Slice", [all, graph.Constant(0), Count(graph, x)]);
    }

    /// <summary>Zeros for the positions that x lacks, [batch, audio positions - positions, width].</summary>
    private static string Rest(GraphBuilder graph, WhisperWeights weights, string x)
    {
        var zeros = weights.Weight(graph, "encoder.rest", [1, weights.Config.AudioPositions, weights.Config.Width], _ => { });
        var rest = graph.Node("Slice", [zeros, Count(graph, x), graph.Constant(weights.Config.AudioPositions), graph.Constant(1)]);
        var batch = graph.Node("Shape", [x], Int("start", 0), Int("end", 1));
        return graph.Node("Expand", [rest, graph.Node("Concat", [batch, graph.Constant(1, 1)], Int("axis", 0))]);
    }

    /// <summary>The number of positions of x, [1].</summary>
    private static string Count(GraphBuilder graph, string x) => graph.Node("Shape", [x], Int("start", 1), Int("end", 2));

    private static string Convolve(GraphBuilder graph, WhisperWeights weights, string x, string layer, int channels, int stride)
    {
        var width = weights.Config.Width;
        var kernel = weights.Plain(graph, $"{layer}.weight", width, channels, 3);
        var bias = weights.Plain(graph, $"{layer}.bias", width);
        var convolved = graph.Node(
            "Conv", [x, kernel, bias], Ints("kernel_shape", 3), Ints("pads", 1, 1), Ints("strides", stride));
        return graph.Contrib("Gelu", [convolved]);
    }
}
