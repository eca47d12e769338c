using Microsoft.ML.OnnxRuntime.Tensors;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// Computes the cross-attention weights of the alignment heads for a whole token sequence, the weights that openai/whisper's
/// <c>timing.py</c> reads with hooks. Inputs: <c>tokens</c> and <c>positions</c> [1, length], <c>audio_length</c> [1], and the
/// <see cref="CrossCaches"/> of the layers up to the last one with an alignment head. Output: <c>weights</c> [1, heads, length, audio
/// length], softmax over the audio.
/// </summary>
internal static class AlignmentGraph
{
    public const string Weights = "weights";

    /// <summary>The number of decoder layers in the graph: all up to the last one with an alignment head.</summary>
    public static int Layers(IReadOnlyList<(int Layer, int Head)> heads) => heads.Max(head => head.Layer) + 1;

    public static GraphBuilder Build(WhisperWeights weights, IReadOnlyList<(int Layer, int Head)> heads) =>
        GraphBuilder.Build("alignment", graph => Write(graph, weights, heads));

    private static void Write(GraphBuilder graph, WhisperWeights weights, IReadOnlyList<(int Layer, int Head)> heads)
    {
        var config = weights.Config;
        var blocks = new TransformerBlocks(graph, weights);
        var tokens = graph.Input(DecoderGraph.Tokens, TensorElementType.Int64, 1, null);
        var positions = graph.Input(DecoderGraph.Positions, TensorElementType.Int64, 1, null);
        graph.Input(DecoderGraph.AudioLength, TensorElementType.Int64, 1);
        var caches = new CrossCaches(graph, weights);
        caches.DeclareInputs(Layers(heads));
        var x = DecoderGraph.Embed(graph, weights, tokens, positions);
        var attended = new List<string>();
        for (var layer = 0; layer < Layers(heads); layer++)
        {
            x = blocks.SelfAttention(x, $"decoder.layers.{layer}", config.DecoderHeads, causal: true);
            var chosen = heads.Where(head => head.Layer == layer).Select(head => (long)head.Head).ToArray();
            if (chosen.Length > 0)
                attended.Add(HeadWeights(graph, blocks, weights, caches, x, layer, chosen));
            if (layer + 1 < Layers(heads))
            {
                x = CrossAttention(graph, blocks, weights, caches, x, layer);
                x = blocks.FeedForward(x, $"decoder.layers.{layer}", config.DecoderFeedForward);
            }
        }
        graph.NamedNode("Concat", attended.ToArray(), Weights, Int("axis", 1));
        graph.DeclareOutput(Weights, TensorElementType.Float, 1, heads.Count, null, null);
    }

    private static string CrossAttention(
        GraphBuilder graph, TransformerBlocks blocks, WhisperWeights weights, CrossCaches caches, string x, int layer)
    {
        var config = weights.Config;
        var query = DecoderGraph.CrossQuery(blocks, weights, x, layer);
        var key = caches.Read(CrossCaches.Key(layer), DecoderGraph.AudioLength);
        var value = caches.Read(CrossCaches.Value(layer), DecoderGraph.AudioLength);
        var attended = graph.Contrib("MultiHeadAttention", [query, key, value], Int("num_heads", config.DecoderHeads));
        return blocks.Residual(x, attended, $"decoder.layers.{layer}.encoder_attn.out_proj", config.Width);
    }

    /// <summary>softmax(q · kᵀ / √head width) of the chosen heads, [1, chosen, length, positions].</summary>
    private static string HeadWeights(
        GraphBuilder graph, TransformerBlocks blocks, WhisperWeights weights, CrossCaches caches, string x, int layer, long[] chosen)
    {
        var (heads, headWidth) = (weights.Config.DecoderHeads, weights.Config.Width / weights.Config.DecoderHeads);
        var indices = graph.Constant(chosen);
        var query = blocks.SplitHeads(DecoderGraph.CrossQuery(blocks, weights, x, layer), heads, graph.NextValue());
        var key = Choose(caches.Read(CrossCaches.Key(layer), DecoderGraph.AudioLength));
        var scores = graph.Node("MatMul", [Choose(query), graph.Node("Transpose", [key], Ints("perm", 0, 1, 3, 2))]);
        var scale = graph.Weight<float>("alignment.scale", [1], destination => destination[0] = 1 / MathF.Sqrt(headWidth));
        return graph.Node("Softmax", [graph.Node("Mul", [scores, scale])], Int("axis", -1));

        string Choose(string values) => weights.ToFloat(graph, graph.Node("Gather", [values, indices], Int("axis", 1)));
    }
}
