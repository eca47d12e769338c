using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// Computes the logits after the last token of each row. The caller owns the key/value caches, and the graph writes them in place. Inputs:
/// <c>tokens</c> and <c>positions</c> [batch, length]; <c>last_positions</c> [batch], the position of each row's last token;
/// <c>total_length</c>, the length of the longest row; <c>last_audio_positions</c> [batch] and <c>audio_length</c>, the same values for the
/// windows; for each layer <c>past_key_i</c> and <c>past_value_i</c> [batch, heads, text positions, head width] and the
/// <see cref="CrossCaches"/>, which each row reads up to the length of its window. Outputs: <c>logits</c> [batch, vocabulary] and, bound to
/// the buffers of the inputs, <c>present_key_i</c>, <c>present_value_i</c> and the cross-attention caches. Rows may differ in length only
/// if each row has one new token; several new tokens require a batch of one row.
/// </summary>
internal static class DecoderGraph
{
    public const string Tokens = "tokens";
    public const string Positions = "positions";
    public const string LastPositions = "last_positions";
    public const string TotalLength = "total_length";
    public const string LastAudioPositions = "last_audio_positions";
    public const string AudioLength = "audio_length";
    public const string Logits = "logits";

    public static string PastKey(int layer) => $"past_key_{layer}";

    public static string PastValue(int layer) => $"past_value_{layer}";

    public static string PresentKey(int layer) => $"present_key_{layer}";

    public static string PresentValue(int layer) => $"present_value_{layer}";

    /// <summary>Builds the graph.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="rules">The rules of the <see cref="TokenChoice"/> that the graph ends with; null for a graph without one.</param>
    public static GraphBuilder Build(WhisperWeights weights, GenerationConfig? rules) =>
        GraphBuilder.Build("decoder", graph => Write(graph, weights, rules));

    /// <summary>The sum of token and position embeddings, [batch, length, width].</summary>
    public static string Embed(GraphBuilder graph, WhisperWeights weights, string tokens, string positions)
    {
        var config = weights.Config;
        var tokenTable = weights.Plain(graph, "decoder.embed_tokens.weight", config.VocabularySize, config.Width);
        var positionTable = weights.Plain(graph, "decoder.embed_positions.weight", config.TextPositions, config.Width);
        return graph.Node("Add", [graph.Node("Gather", [tokenTable, tokens]), graph.Node("Gather", [positionTable, positions])]);
    }

    /// <summary>The query of a layer's cross-attention, [batch, length, width].</summary>
    public static string CrossQuery(TransformerBlocks blocks, WhisperWeights weights, string x, int layer)
    {
        var (width, attention) = (weights.Config.Width, $"decoder.layers.{layer}.encoder_attn");
        return blocks.Linear(blocks.Norm(x, $"{attention}_layer_norm"), $"{attention}.q_proj", width, width);
    }

    private static void Write(GraphBuilder graph, WhisperWeights weights, GenerationConfig? rules)
    {
        var config = weights.Config;
        var blocks = new TransformerBlocks(graph, weights);

        var tokens = graph.Input(Tokens, TensorElementType.Int64, null, null);
        var positions = graph.Input(Positions, TensorElementType.Int64, null, null);
        graph.Input(LastPositions, TensorElementType.Int32, [null]);
        graph.Input(TotalLength, TensorElementType.Int32);
        graph.Input(LastAudioPositions, TensorElementType.Int32, [null]);
        graph.Input(AudioLength, TensorElementType.Int32);
        var caches = new CrossCaches(graph, weights);
        caches.DeclareInputs(config.DecoderLayers);
        var x = Embed(graph, weights, tokens, positions);
        var nothing = graph.Node("Slice", [x, graph.Constant(0), graph.Constant(0), graph.Constant(1)]);
        for (var layer = 0; layer < config.DecoderLayers; layer++)
        {
            x = SelfAttention(graph, blocks, weights, x, layer);
            var attended = caches.Attend(CrossQuery(blocks, weights, x, layer), nothing, layer);
            x = blocks.Residual(x, attended, $"decoder.layers.{layer}.encoder_attn.out_proj", config.Width);
            x = blocks.FeedForward(x, $"decoder.layers.{layer}", config.DecoderFeedForward);
        }
        LastLogits(graph, blocks, weights, x);
        if (rules is not null)
            new TokenChoice(graph, rules, config.VocabularySize).Append(Logits);
    }

    private static string SelfAttention(GraphBuilder graph, TransformerBlocks blocks, WhisperWeights weights, string x, int layer)
    {
        var config = weights.Config;
        var (heads, headWidth) = (config.DecoderHeads, config.Width / config.DecoderHeads);
        var attention = $"decoder.layers.{layer}.self_attn";
        graph.Input(PastKey(layer), weights.Type, null, heads, config.TextPositions, headWidth);
        graph.Input(PastValue(layer), weights.Type, null, heads, config.TextPositions, headWidth);
        var normed = blocks.Norm(x, $"{attention}_layer_norm");
        string[] projections = [$"{attention}.q_proj", $"{attention}.k_proj", $"{attention}.v_proj"];
        var packed = weights.Multiply(graph, normed, config.Width, 3 * config.Width, projections);
        packed = graph.Node("Add", [packed, weights.PackedBias(graph, attention)]);
        var attended = graph.Contrib(
            "GroupQueryAttention",
            [packed, "", "", PastKey(layer), PastValue(layer), LastPositions, TotalLength],
            [graph.NextValue(), PresentKey(layer), PresentValue(layer)],
            Int("num_heads", heads),
            Int("kv_num_heads", heads));
        graph.DeclareOutput(PresentKey(layer), weights.Type, null, heads, config.TextPositions, headWidth);
        graph.DeclareOutput(PresentValue(layer), weights.Type, null, heads, config.TextPositions, headWidth);
        return blocks.Residual(x, attended, $"{attention}.out_proj", config.Width);
    }

    private static void LastLogits(GraphBuilder graph, TransformerBlocks blocks, WhisperWeights weights, string x)
    {
        var config = weights.Config;
        var last = graph.Node("Gather", [x, graph.Constant(-1)], Int("axis", 1));
        last = graph.Node("Reshape", [blocks.Norm(last, "decoder.layer_norm"), graph.Constant(-1, config.Width)]);
        weights.Logits(graph, last, Logits);
        graph.DeclareOutput(Logits, TensorElementType.Float, null, config.VocabularySize);
    }
}
