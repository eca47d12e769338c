using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Inference.Graphs.Onnx;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// The cross-attention keys and values of a window in the graphs. The encoder writes them once and the decoder reads them for every
/// token, so they dominate the decoder's memory traffic. They have the model's element type, or 8 bits with one scale for each window and
/// channel: value = scale · q with q from -127 to 127. Scales are per channel because the outliers of keys lie in few channels (Liu et al.
/// 2024, KIVI, section 3). The attention itself needs no scales: the query is multiplied by the scales of the keys before it, and the
/// result by the scales of the values after it.
/// </summary>
/// <param name="graph">The graph that gets the nodes.</param>
/// <param name="weights">The model.</param>
internal sealed class CrossCaches(GraphBuilder graph, WhisperWeights weights)
{
    /// <summary>The largest magnitude of an 8-bit value. -128 is not used, because it has no positive counterpart.</summary>
    private const float Largest = 127;

    /// <summary>The smallest scale, which a channel of zeros gets, so that nothing is divided by 0.</summary>
    private const float SmallestScale = 1e-30f;

    private readonly int _heads = weights.Config.DecoderHeads;
    private readonly int _headWidth = weights.Config.Width / weights.Config.DecoderHeads;
    private readonly TensorElementType _type = weights.CrossCacheType;
    private readonly bool _eightBit = weights.EightBitCaches;

    public static string Key(int layer) => $"cross_key_{layer}";

    public static string Value(int layer) => $"cross_value_{layer}";

    /// <summary>The name of the scales of an 8-bit cache, [batch, 1, width].</summary>
    public static string ScaleOf(string cache) => $"{cache}_scale";

    /// <summary>The name of the decoder's output that is bound to the cache's memory.</summary>
    public static string PresentOf(string cache) => $"present_{cache}";

    /// <summary>Declares the caches of the first layers as inputs, [batch, heads, audio positions, head width].</summary>
    public void DeclareInputs(int layers)
    {
        for (var layer = 0; layer < layers; layer++)
        {
            DeclareInput(Key(layer));
            DeclareInput(Value(layer));
        }
    }

    /// <summary>
    /// Writes keys or values, [1, positions, width], to an output with the cache's name, [1, heads, positions, head width].
    /// </summary>
    public void Write(TransformerBlocks blocks, string values, string cache)
    {
        blocks.SplitHeads(_eightBit ? Quantize(values, ScaleOf(cache)) : values, _heads, cache);
        graph.DeclareOutput(cache, _type, null, _heads, null, _headWidth);
    }

    /// <summary>
    /// The attention of each row over its own window, [batch, length, width]. GroupQueryAttention is the only operator that allows rows of
    /// different lengths. It reads only the cache, because it is not causal and gets no new keys and values (<paramref name="nothing"/>,
    /// [batch, 0, width]).
    /// </summary>
    public string Attend(string query, string nothing, int layer)
    {
        var (key, value) = (Key(layer), Value(layer));
        var attended = graph.Contrib(
            "GroupQueryAttention",
            [
                _eightBit ? graph.Node("Mul", [query, ScaleOf(key)]) : query,
                nothing, nothing, key, value, DecoderGraph.LastAudioPositions, DecoderGraph.AudioLength, .. _eightBit ? ScalesOfOne() : [],
            ],
            [graph.NextValue(), PresentOf(key), PresentOf(value)],
            [Int("num_heads", _heads), Int("kv_num_heads", _heads), Int("causal", 0), .. _eightBit ? EightBitAttributes() : []]);
        foreach (var present in (string[])[PresentOf(key), PresentOf(value)])
            graph.DeclareOutput(present, _type, null, _heads, weights.Config.AudioPositions, _headWidth);
        return _eightBit ? graph.Node("Mul", [attended, ScaleOf(value)]) : attended;
    }

    /// <summary>The first <paramref name="length"/> positions of the cache of one window, [1, heads, length, head width].</summary>
    public string Read(string cache, string length)
    {
        var positions = graph.Node("Slice", [cache, graph.Constant(0), length, graph.Constant(2)]);
        if (!_eightBit)
            return positions;
        var scale = graph.Node("Reshape", [ScaleOf(cache), graph.Constant(-1, _heads, 1, _headWidth)]);
        return graph.Node("Mul", [graph.Node("Cast", [positions], Int("to", (int)TensorElementType.Float)), scale]);
    }

    private void DeclareInput(string cache)
    {
        graph.Input(cache, _type, null, _heads, weights.Config.AudioPositions, _headWidth);
        if (_eightBit)
            graph.Input(ScaleOf(cache), TensorElementType.Float, null, 1, weights.Config.Width);
    }

    private string Quantize(string values, string scale)
    {
        var largest = graph.Node("ReduceMax", [graph.Node("Abs", [values]), graph.Constant(1)], Int("keepdims", 1));
        var step = graph.Node("Mul", [largest, graph.Weight<float>("cache.step", [1], destination => destination[0] = 1 / Largest)]);
        graph.NamedNode("Max", [step, graph.Weight<float>("cache.smallest", [1], destination => destination[0] = SmallestScale)], scale);
        graph.DeclareOutput(scale, TensorElementType.Float, null, 1, weights.Config.Width);
        var zero = graph.Weight<sbyte>("cache.zero", [1], destination => destination[0] = 0);
        return graph.Node("QuantizeLinear", [graph.Node("Div", [values, scale]), One(), zero]);
    }

    private string One() => graph.Weight<float>("cache.one", [1], destination => destination[0] = 1);

    // All rows share the operator's own scales, so these are 1. Before them come five optional inputs that are left out: the cosine and
    // sine caches of the rotary embedding, position ids, the attention bias and the head sink.
    private string[] ScalesOfOne() => ["", "", "", "", "", One(), One()];

    private static AttributeProto[] EightBitAttributes() =>
        [Text("k_quant_type", "PER_TENSOR"), Text("v_quant_type", "PER_TENSOR"), Int("kv_cache_bit_width", 8)];
}
