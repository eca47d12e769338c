using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>A model's weights in the layouts that the graphs want, under Hugging Face's names without their <c>model.</c> prefix.</summary>
/// <param name="config">The architecture.</param>
/// <param name="store">The weights as they are stored.</param>
internal sealed class WhisperWeights(WhisperConfig config, WeightStore store)
{
    /// <summary>Steps of a row's activations on either side of zero.</summary>
    private const int RowRange = 127;

    /// <summary>What stands for zero among a row's activations, whose kernels take unsigned bytes.</summary>
    private const byte RowZero = 128;

    /// <summary>Of a row that is zero throughout, which is so in any scale.</summary>
    private const float SmallestMagnitude = 1e-30f;

    public WhisperConfig Config => config;

    /// <summary>The matrices in 8 bits; null for floats.</summary>
    public QuantizedWeights? Quantized { get; init; }

    /// <summary>Of weights, activations and caches: Float, or Float16. Log-mel features and logits are Float in either case.</summary>
    public TensorElementType Type { get; init; } = TensorElementType.Float;

    /// <summary>
    /// Whether matrices of floats are multiplied in f32 whatever the element type. The CPU has no such kernels in f16: ONNX Runtime would put casts around each product, cast its
    /// matrix anew in each run and never pack it, and the sums of a row in an unpacked product depend on how many rows there are.
    /// </summary>
    public bool FloatProducts { get; init; }

    /// <summary>Whether cross-attention caches are kept in 8 bits.</summary>
    public bool EightBitCaches { get; init; }

    /// <summary>Of cross-attention caches.</summary>
    public TensorElementType CrossCacheType => EightBitCaches ? TensorElementType.Int8 : Type;

    private TensorElementType ProductType => FloatProducts ? TensorElementType.Float : Type;

    /// <summary>A weight as it is stored.</summary>
    public string Plain(GraphBuilder graph, string name, params ReadOnlySpan<int> shape)
    {
        var dimensions = shape.ToArray();
        return Weight(graph, name, shape, destination => store.CopyTo(name, destination, dimensions));
    }

    /// <summary>A weight of the model's element type, of values that are filled in as f32: whatever they were stored as, they are rounded once.</summary>
    public string Weight(GraphBuilder graph, string name, ReadOnlySpan<int> shape, Action<Span<float>> fill) => Type == TensorElementType.Float
        ? graph.Weight(name, shape, fill)
        : graph.Weight<Half>(name, shape, destination =>
        {
            var values = new float[destination.Length];
            fill(values);
            TensorPrimitives.ConvertToHalf(values, destination);
        });

    /// <summary>x · Wᵀ, where W [outputs, inputs] is the matrices of one or more layers below one another.</summary>
    public string Multiply(GraphBuilder graph, string x, int inputs, int outputs, params ReadOnlySpan<string> layers)
    {
        var names = layers.ToArray();
        if (Quantized is null)
        {
            var product = graph.Node("MatMul", [Factor(graph, x), Factor(graph, Matrix(graph, names, inputs, outputs))]);
            return ProductType == Type ? product : FromFloat(graph, product);
        }

        var first = new QuantizedMatrix(names[0], outputs, inputs, QuantizedWeights.IsInColumns(names[0]));
        return first.InColumns ? MultiplyColumns(graph, x, first) : MultiplyBlocks(graph, x, first, names);
    }

    /// <summary>x → logits under the given name. The token embedding serves as the output projection too (Whisper ties them).</summary>
    public void Logits(GraphBuilder graph, string x, string output)
    {
        const string Embedding = "decoder.embed_tokens";
        if (Quantized is not null)
        {
            MultiplyRows(graph, x, new QuantizedMatrix(Embedding, config.VocabularySize, config.Width, InColumns: true), output);
            return;
        }

        var projected = ProductType == TensorElementType.Float ? output : graph.NextValue();
        var matrix = Plain(graph, $"{Embedding}.weight", config.VocabularySize, config.Width);
        graph.NamedNode("Gemm", [Factor(graph, x), Factor(graph, matrix)], projected, Int("transB", 1));
        if (projected != output)
            graph.NamedNode("Cast", [projected], output, To(TensorElementType.Float));
    }

    /// <summary>A value in f32 → the model's element type.</summary>
    public string FromFloat(GraphBuilder graph, string x) => Type == TensorElementType.Float ? x : graph.Node("Cast", [x], To(Type));

    /// <summary>A value of the model's element type → f32.</summary>
    public string ToFloat(GraphBuilder graph, string x) => Type == TensorElementType.Float ? x : graph.Node("Cast", [x], To(TensorElementType.Float));

    /// <summary>Query, key and value biases in a row, [3 × width]; Whisper's key projection has none, which is a bias of zero.</summary>
    public string PackedBias(GraphBuilder graph, string attention)
    {
        var width = config.Width;
        return Weight(graph, $"{attention}.qkv.bias", [3 * width], destination =>
        {
            destination.Clear();
            store.CopyTo($"{attention}.q_proj.bias", destination[..width], width);
            store.CopyTo($"{attention}.v_proj.bias", destination[(2 * width)..], width);
        });
    }

    /// <summary>A value of the model's element type → what it is multiplied as. A matrix is cast once, when the session is built.</summary>
    private string Factor(GraphBuilder graph, string x) => ProductType == Type ? x : ToFloat(graph, x);

    /// <summary>Stored [outputs, inputs], turned to [inputs, outputs] for MatMul, side by side.</summary>
    private string Matrix(GraphBuilder graph, string[] layers, int inputs, int outputs) => Weight(graph, $"{layers[0]}.weight", [inputs, outputs], destination =>
    {
        for (var i = 0; i < layers.Length; i++)
            Transpose(layers[i], inputs, outputs / layers.Length, destination[(i * outputs / layers.Length)..], outputs);
    });

    /// <summary>Activations are quantised with one scale for all of x, so that x must be one window.</summary>
    private string MultiplyColumns(GraphBuilder graph, string x, QuantizedMatrix matrix)
    {
        var (values, scales) = Columns(graph, matrix);
        return graph.Contrib("DynamicQuantizeMatMul", [x, values, scales]);
    }

    /// <summary>
    /// x, [rows, inputs], is quantised row by row, so that rows do not concern each other: to 127 steps about the zero point on either side of zero, by each row's largest magnitude,
    /// which the product is multiplied by at the end. For so many outputs as a vocabulary has the few nodes more are soon paid for: the integer product of eight rows takes
    /// two thirds of MatMulNBits' time.
    /// </summary>
    private void MultiplyRows(GraphBuilder graph, string x, QuantizedMatrix matrix, string output)
    {
        var largest = graph.Node("Max", [graph.Node("ReduceMax", [graph.Node("Abs", [x]), graph.Constant(1)]), Scalar(graph, "rows.smallest", SmallestMagnitude)]);
        var step = Scalar(graph, "rows.step", 1f / RowRange);
        var zero = graph.Weight<byte>("rows.zero", [1], destination => destination[0] = RowZero);
        var quantized = graph.Node("QuantizeLinear", [graph.Node("Div", [x, largest]), step, zero]);
        var (values, scales) = Columns(graph, matrix);
        var product = graph.Contrib("MatMulIntegerToFloat", [quantized, values, step, scales, zero]);
        graph.NamedNode("Mul", [product, largest], output);
    }

    private static string Scalar(GraphBuilder graph, string name, float value) => graph.Weight<float>(name, [1], destination => destination[0] = value);

    private (string Values, string Scales) Columns(GraphBuilder graph, QuantizedMatrix matrix)
    {
        var scales = new float[matrix.Outputs];
        var values = graph.Weight<sbyte>(QuantizedMatrix.ValuesName(matrix.Layer), matrix.ValuesShape, destination => Quantized!.CopyTo(matrix.Layer, destination, scales));
        return (values, graph.Weight<float>(QuantizedMatrix.ScalesName(matrix.Layer), matrix.ScalesShape, scales.CopyTo));
    }

    /// <summary>Activations are quantised block by block, so that rows do not concern each other.</summary>
    private string MultiplyBlocks(GraphBuilder graph, string x, QuantizedMatrix all, string[] layers)
    {
        var scales = new float[TensorPrimitives.Product<int>(all.ScalesShape)];
        var (part, scalePart) = (TensorPrimitives.Product<int>(all.ValuesShape) / layers.Length, scales.Length / layers.Length);
        var values = graph.Weight<byte>(QuantizedMatrix.ValuesName(all.Layer), all.ValuesShape, destination =>
        {
            for (var i = 0; i < layers.Length; i++)
                Quantized!.CopyTo(layers[i], destination.Slice(i * part, part), scales.AsSpan(i * scalePart, scalePart));
        });
        return graph.Contrib(
            "MatMulNBits",
            [x, values, graph.Weight<float>(QuantizedMatrix.ScalesName(all.Layer), all.ScalesShape, scales.CopyTo)],
            Int("K", all.Inputs),
            Int("N", all.Outputs),
            Int("bits", 8),
            Int("block_size", Quantization.BlockSize),
            // Activations in 8 bits as well, which is what makes it fast.
            Int("accuracy_level", 4));
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
