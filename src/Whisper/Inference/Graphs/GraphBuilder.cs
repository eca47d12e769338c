using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Inference.Graphs.Onnx;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Telemetry;
using AttributeType = Transcribe.Whisper.Inference.Graphs.Onnx.AttributeProto.Types.AttributeType;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// Writes one ONNX graph, node by node. Methods take and return the names of values.
/// </summary>
internal sealed class GraphBuilder(string name)
{
    /// <summary>
    /// The operator set of ONNX 1.13. It is the last set in which every operator used here has a CUDA kernel. An operator without one
    /// would run on the CPU, between two copies. CUDA has no kernels for ReduceMax and ReduceMin of set 20 (ONNX Runtime's
    /// docs/OperatorKernels.md).
    /// </summary>
    private const long OperatorSet = 18;

    /// <summary>The intermediate representation that came with <see cref="OperatorSet"/>.</summary>
    private const long IrVersion = 8;

    private const string ContribDomain = "com.microsoft";

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _names = [];
    private readonly List<TensorProto> _stored = [];
    private int _values;

    /// <summary>The weights that a file beside the model holds.</summary>
    public WeightLayout Weights { get; } = new(name);

    /// <summary>Creates a graph and writes it.</summary>
    public static GraphBuilder Build(string name, Action<GraphBuilder> write)
    {
        using var stage = LoadStages.Begin(LoadStages.Graph(name));
        var graph = new GraphBuilder(name);
        write(graph);
        return graph;
    }

    /// <summary>Declares an input; a null dimension is dynamic.</summary>
    public string Input(string input, TensorElementType type, params ReadOnlySpan<long?> shape)
    {
        _graph.Input.Add(Declare(input, type, shape));
        return input;
    }

    /// <summary>Adds an output that has the given name and holds the given value; a null dimension is dynamic.</summary>
    public void Output(string value, string output, TensorElementType type, params ReadOnlySpan<long?> shape)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { output } });
        _graph.Output.Add(Declare(output, type, shape));
    }

    /// <summary>
    /// Declares a node's output as an output of the graph with the same name, so that the node writes to the bound buffer; a null dimension
    /// is dynamic.
    /// </summary>
    public void DeclareOutput(string output, TensorElementType type, params ReadOnlySpan<long?> shape) =>
        _graph.Output.Add(Declare(output, type, shape));

    /// <summary>
    /// Adds a weight that a file beside the model holds. Does nothing if the graph already has a weight of this name.
    /// </summary>
    /// <param name="weight">The weight's name.</param>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="fill">Computes its values, see <see cref="WeightLayout.Add{T}"/>.</param>
    /// <returns>The weight's name.</returns>
    public string StoredWeight<T>(string weight, ReadOnlySpan<int> shape, Action<Span<T>> fill)
        where T : unmanaged
    {
        if (!_names.Add(weight))
            return weight;
        var tensor = Initializer<T>(weight, shape);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        var (offset, length) = Weights.Add(weight, shape, fill);
        AddExternal(tensor, "offset", offset.ToString(CultureInfo.InvariantCulture));
        AddExternal(tensor, "length", length.ToString(CultureInfo.InvariantCulture));
        _stored.Add(tensor);
        return weight;
    }

    /// <summary>
    /// Adds a small weight that the model itself holds, and fills it. Does nothing if the graph already has a weight of this name.
    /// </summary>
    /// <returns>The weight's name.</returns>
    public string Weight<T>(string weight, ReadOnlySpan<int> shape, Action<Span<T>> fill)
        where T : unmanaged
    {
        if (!_names.Add(weight))
            return weight;
        var values = new T[TensorPrimitives.Product(shape)];
        fill(values);
        Initializer<T>(weight, shape).RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
        return weight;
    }

    /// <summary>Adds a constant of a few integers, which the model file holds.</summary>
    public string Constant(params ReadOnlySpan<long> values)
    {
        var constant = NextValue();
        var tensor = new TensorProto { Name = constant, DataType = (int)TensorElementType.Int64, Dims = { values.Length } };
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        _graph.Initializer.Add(tensor);
        return constant;
    }

    /// <summary>Adds a standard operator with one output.</summary>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add("", operation, inputs, [NextValue()], attributes);

    /// <summary>Adds one of ONNX Runtime's contrib operators, with one output.</summary>
    public string Contrib(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(ContribDomain, operation, inputs, [NextValue()], attributes);

    /// <summary>Adds one of ONNX Runtime's contrib operators, with outputs of the given names.</summary>
    /// <returns>The name of the first output.</returns>
    public string Contrib(
        string operation, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(ContribDomain, operation, inputs, outputs, attributes);

    /// <summary>Adds a standard operator with one output of the given name.</summary>
    public string NamedNode(string operation, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<AttributeProto> attributes) =>
        Add("", operation, inputs, [output], attributes);

    /// <summary>A value name that is not in use yet.</summary>
    public string NextValue() => string.Create(CultureInfo.InvariantCulture, $"v{_values++}");

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Int(string attribute, long value) => new() { Name = attribute, Type = AttributeType.Int, I = value };

    /// <summary>A text attribute.</summary>
    public static AttributeProto Text(string attribute, string value) =>
        new() { Name = attribute, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>An integer list attribute.</summary>
    public static AttributeProto Ints(string attribute, params ReadOnlySpan<long> values)
    {
        var proto = new AttributeProto { Name = attribute, Type = AttributeType.Ints };
        proto.Ints.AddRange(values);
        return proto;
    }

    /// <summary>The attribute of Cast that names the type of its output.</summary>
    public static AttributeProto To(TensorElementType type) => Int("to", (int)type);

    /// <summary>A float attribute.</summary>
    public static AttributeProto Float(string attribute, float value) => new() { Name = attribute, Type = AttributeType.Float, F = value };

    /// <summary>The model as an ONNX file.</summary>
    /// <param name="weightsName">The name of the file with the stored weights.</param>
    public byte[] ToModel(string weightsName)
    {
        foreach (var tensor in _stored)
            AddExternal(tensor, "location", weightsName);
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "transcribe",
            Graph = _graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Version = OperatorSet }, new OperatorSetIdProto { Domain = ContribDomain, Version = 1 },
            },
        }.ToByteArray();
    }

    private static TensorElementType ElementType<T>() => default(T) switch
    {
        float => TensorElementType.Float,
        Half => TensorElementType.Float16,
        sbyte => TensorElementType.Int8,
        byte => TensorElementType.UInt8,
        int => TensorElementType.Int32,
        bool => TensorElementType.Bool,
        _ => throw new NotSupportedException($"Weights of type {typeof(T)} are not supported."),
    };

    private TensorProto Initializer<T>(string weight, ReadOnlySpan<int> shape)
    {
        var tensor = new TensorProto { Name = weight, DataType = (int)ElementType<T>() };
        foreach (var dimension in shape)
            tensor.Dims.Add(dimension);
        _graph.Initializer.Add(tensor);
        return tensor;
    }

    private static void AddExternal(TensorProto tensor, string key, string value) =>
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });

    private string Add(
        string domain,
        string operation,
        ReadOnlySpan<string> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { Domain = domain, OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return outputs[0];
    }

    private static ValueInfoProto Declare(string value, TensorElementType type, ReadOnlySpan<long?> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
        {
            var dimension = new TensorShapeProto.Types.Dimension();
            if (size is not null)
                dimension.DimValue = size.Value;
            dimensions.Dim.Add(dimension);
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions };
        return new ValueInfoProto { Name = value, Type = new TypeProto { TensorType = tensor } };
    }
}
