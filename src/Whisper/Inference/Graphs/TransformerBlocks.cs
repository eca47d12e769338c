using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// The blocks that Whisper's encoder and decoder share: pre-norm blocks with residual connections (Radford et al. 2022, section 2.2).
/// </summary>
internal sealed class TransformerBlocks(GraphBuilder graph, WhisperWeights weights)
{
    /// <summary>The default of PyTorch; Whisper was trained with it.</summary>
    private const float LayerNormEpsilon = 1e-5f;

    private int Width => weights.Config.Width;

    /// <summary>x → LayerNorm(x), [batch, length, width].</summary>
    public string Norm(string x, string layer) => graph.Node(
        "LayerNormalization",
        [x, weights.Plain(graph, $"{layer}.weight", Width), weights.Plain(graph, $"{layer}.bias", Width)],
        Int("axis", -1),
        Float("epsilon", LayerNormEpsilon));

    /// <summary>x → x · W, [batch, length, outputs].</summary>
    public string Project(string x, string layer, int inputs, int outputs) => weights.Multiply(graph, x, inputs, outputs, layer);

    /// <summary>x → x · W + b, [batch, length, outputs].</summary>
    public string Linear(string x, string layer, int inputs, int outputs) =>
        graph.Node("Add", [Project(x, layer, inputs, outputs), weights.Plain(graph, $"{layer}.bias", outputs)]);

    /// <summary>x → x + attended · W + b, [batch, length, width].</summary>
    public string Residual(string x, string attended, string layer, int inputs) =>
        graph.Node("Add", [x, Linear(attended, layer, inputs, Width)]);

    /// <summary>x → x + SelfAttention(LayerNorm(x)) · W + b, [batch, length, width].</summary>
    /// <param name="x">[batch, length, width].</param>
    /// <param name="layer">The name of the encoder or decoder layer.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="causal">Whether a position attends only to itself and earlier positions.</param>
    public string SelfAttention(string x, string layer, int heads, bool causal)
    {
        var attention = $"{layer}.self_attn";
        var normed = Norm(x, $"{attention}_layer_norm");
        var attended = graph.Contrib(
            "MultiHeadAttention",
            [
                Project(normed, $"{attention}.q_proj", Width, Width),
                Project(normed, $"{attention}.k_proj", Width, Width),
                Project(normed, $"{attention}.v_proj", Width, Width),
                weights.PackedBias(graph, attention),
            ],
            Int("num_heads", heads),
            Int("unidirectional", causal ? 1 : 0));
        return Residual(x, attended, $"{attention}.out_proj", Width);
    }

    /// <summary>x → x + GELU(LayerNorm(x) · W1 + b1) · W2 + b2 with the exact GELU (erf), [batch, length, width].</summary>
    public string FeedForward(string x, string layer, int inner)
    {
        var hidden = graph.Contrib("Gelu", [Linear(Norm(x, $"{layer}.final_layer_norm"), $"{layer}.fc1", Width, inner)]);
        return Residual(x, hidden, $"{layer}.fc2", inner);
    }

    /// <summary>[batch, length, width] → [batch, heads, length, width / heads].</summary>
    public string SplitHeads(string x, int heads, string output)
    {
        var split = graph.Node("Reshape", [x, graph.Constant(0, 0, heads, Width / heads)]);
        return graph.NamedNode("Transpose", [split], output, Ints("perm", 0, 2, 1, 3));
    }
}
