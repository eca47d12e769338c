using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// The weights of a model in the layouts of the graphs' operators. Names are those of Hugging Face without the prefix <c>model.</c>.
/// </summary>
/// <param name="config">The architecture.</param>
/// <param name="store">The stored weights.</param>
internal sealed class WhisperWeights(WhisperConfig config, WeightStore store)
{
    /// <summary>The largest magnitude of a quantised activation.</summary>
    private const int RowRange = 127;

    /// <summary>The zero point of quantised activations; the kernels take them as unsigned bytes.</summary>
    private const byte RowZero = 128;

    /// <summary>The magnitude that a row of zeros is divided by.</summary>
    private const float SmallestMagnitude = 1e-30f;

    public WhisperConfig Config => config;

    /// <summary>The 8-bit matrices; null if matrices are floats.</summary>
    public QuantizedWeights? Quantized { get; init; }

    /// <summary>
    /// The element type of weights, activations and caches: Float or Float16. Log-mel features and logits are always Float.
    /// </summary>
    public TensorElementType Type { get; init; } = TensorElementType.Float;

    /// <summary>
    /// Whether products of float matrices are computed in f32 even if the element type is Float16. The CPU has no f16 kernels for them.
    /// ONNX Runtime would cast the inputs and the output of each product, cast the matrix again in each run, and not pack it. In an
    /// unpacked product, the sums of a row depend on the number of rows.
    /// </summary>
    public bool FloatProducts { get; init; }

    /// <summary>The files that hold the weights in these layouts.</summary>
    public WeightCache Cache { get; init; } = WeightCache.None;

    /// <summary>Whether cross-attention caches have 8 bits.</summary>
    public bool EightBitCaches { get; init; }

    /// <summary>The element type of cross-attention caches.</summary>
    public TensorElementType CrossCacheType => EightBitCaches ? TensorElementType.Int8 : Type;

    private TensorElementType ProductType => FloatProducts ? TensorElementType.Float : Type;

    /// <summary>A weight in its stored layout.</summary>
    public string Plain(GraphBuilder graph, string name, params ReadOnlySpan<int> shape)
    {
        var dimensions = shape.ToArray();
        return Weight(graph, name, shape, destination => store.CopyTo(name, destination, dimensions));
    }

    /// <summary>
    /// A weight of the model's element type. <paramref name="fill"/> writes its values as f32, so they are rounded at most once, and
    /// depends only on the store and the shape.
    /// </summary>
    public string Weight(GraphBuilder graph, string name, ReadOnlySpan<int> shape, Action<Span<float>> fill) =>
        Type == TensorElementType.Float
            ? graph.StoredWeight(name, shape, fill)
            : graph.StoredWeight<Half>(name, shape, destination =>
            {
                var values = new float[destination.Length];
                fill(values);
                TensorPrimitives.ConvertToHalf(values, destination);
            });

    /// <summary>x · Wᵀ, where W [outputs, inputs] is the vertical concatenation of the matrices of one or more layers.</summary>
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

    /// <summary>
    /// Adds the output projection, whose output has the given name. Its matrix is the token embedding, because Whisper ties the two.
    /// </summary>
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

    /// <summary>Converts f32 to the model's element type.</summary>
    public string FromFloat(GraphBuilder graph, string x) => Type == TensorElementType.Float ? x : graph.Node("Cast", [x], To(Type));

    /// <summary>Converts the model's element type to f32.</summary>
    public string ToFloat(GraphBuilder graph, string x) =>
        Type == TensorElementType.Float ? x : graph.Node("Cast", [x], To(TensorElementType.Float));

    /// <summary>
    /// The biases of query, key and value, concatenated: [3 × width]. The key's bias is 0, because Whisper's key projection has no bias.
    /// </summary>
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

    /// <summary>
    /// Converts the model's element type to that of products. A matrix is cast once, when the session is built.
    /// </summary>
    private string Factor(GraphBuilder graph, string x) => ProductType == Type ? x : ToFloat(graph, x);

    /// <summary>
    /// The matrices of the layers side by side, [inputs, outputs], as MatMul takes them. Each is stored transposed, [outputs, inputs].
    /// </summary>
    private string Matrix(GraphBuilder graph, string[] layers, int inputs, int outputs) =>
        Weight(graph, $"{layers[0]}.weight", [inputs, outputs], destination =>
        {
            for (var i = 0; i < layers.Length; i++)
                Transpose(layers[i], inputs, outputs / layers.Length, destination[(i * outputs / layers.Length)..], outputs);
        });

    /// <summary>Multiplies with the column form. The activations share one scale, so x must be one window.</summary>
    private string MultiplyColumns(GraphBuilder graph, string x, QuantizedMatrix matrix)
    {
        var (values, scales) = Columns(graph, matrix);
        return graph.Contrib("DynamicQuantizeMatMul", [x, values, scales]);
    }

    /// <summary>
    /// Multiplies x, [rows, inputs], with the column form. Each row is quantised by itself, so a row's result does not depend on the other
    /// rows: the row is divided by its largest magnitude, rounded to 127 steps on each side of the zero point, and the product is
    /// multiplied by that magnitude. This takes more nodes than MatMulNBits, but for the many outputs of a vocabulary it is faster: for
    /// eight rows, the integer product takes two thirds of the time of MatMulNBits.
    /// </summary>
    private void MultiplyRows(GraphBuilder graph, string x, QuantizedMatrix matrix, string output)
    {
        var magnitude = graph.Node("ReduceMax", [graph.Node("Abs", [x]), graph.Constant(1)]);
        var largest = graph.Node("Max", [magnitude, Scalar(graph, "rows.smallest", SmallestMagnitude)]);
        var step = Scalar(graph, "rows.step", 1f / RowRange);
        var zero = graph.Weight<byte>("rows.zero", [1], destination => destination[0] = RowZero);
        var quantized = graph.Node("QuantizeLinear", [graph.Node("Div", [x, largest]), step, zero]);
        var (values, scales) = Columns(graph, matrix);
        var product = graph.Contrib("MatMulIntegerToFloat", [quantized, values, step, scales, zero]);
        graph.NamedNode("Mul", [product, largest], output);
    }

    private static string Scalar(GraphBuilder graph, string name, float value) =>
        graph.Weight<float>(name, [1], destination => destination[0] = value);

    private (string Values, string Scales) Columns(GraphBuilder graph, QuantizedMatrix matrix)
    {
        float[] scales = [];
        var values = graph.StoredWeight<sbyte>(QuantizedMatrix.ValuesName(matrix.Layer), matrix.ValuesShape, destination =>
        {
            scales = new float[matrix.Outputs];
            Quantized!.CopyTo(matrix, destination, scales);
        });
        return (values, Scales(graph, matrix, () => scales));
    }

    /// <summary>The scales, which the values' computation leaves behind; it comes first.</summary>
    private static string Scales(GraphBuilder graph, QuantizedMatrix matrix, Func<float[]> computed) => graph.StoredWeight<float>(
        QuantizedMatrix.ScalesName(matrix.Layer), matrix.ScalesShape, destination => computed().CopyTo(destination));

    /// <summary>
    /// Multiplies with the block form. Activations are quantised block by block, so a row's result does not depend on the other rows.
    /// </summary>
    private string MultiplyBlocks(GraphBuilder graph, string x, QuantizedMatrix all, string[] layers)
    {
        float[] scales = [];
        var values = graph.StoredWeight<byte>(QuantizedMatrix.ValuesName(all.Layer), all.ValuesShape, destination =>
        {
            scales = new float[TensorPrimitives.Product<int>(all.ScalesShape)];
            var (part, scalePart) = (destination.Length / layers.Length, scales.Length / layers.Length);
            for (var i = 0; i < layers.Length; i++)
            {
                var matrix = all with { Layer = layers[i], Outputs = all.Outputs / layers.Length };
                Quantized!.CopyTo(matrix, destination.Slice(i * part, part), scales.AsSpan(i * scalePart, scalePart));
            }
        });
        return graph.Contrib(
            "MatMulNBits",
            [x, values, Scales(graph, all, () => scales)],
            Int("K", all.Inputs),
            Int("N", all.Outputs),
            Int("bits", 8),
            Int("block_size", Quantization.BlockSize),
            // Level 4 quantises the activations to 8 bits too, which makes the product fast.
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
