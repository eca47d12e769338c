namespace Transcribe.WhisperCpp.Ggml;

/// <summary>A tensor that a model has.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">The lengths of its dimensions, the one that is contiguous in memory first.</param>
internal sealed record GgmlTensor(GgmlType Type, params int[] Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";

    /// <summary>The bytes of its elements; null if a row is not a whole number of blocks.</summary>
    public long? Bytes
    {
        get
        {
            var (elements, bytes) = Type.Block();
            return Shape[0] % elements == 0 ? Shape.Aggregate(1L, (product, length) => product * length) / elements * bytes : null;
        }
    }
}

/// <summary>The tensors of a model by name, as <c>whisper_model_load</c> of whisper.cpp creates them.</summary>
internal static class GgmlTensors
{
    private const int Kernel = 3;
    private const int Expansion = 4;

    public static Dictionary<string, GgmlTensor> Of(GgmlDimensions dimensions)
    {
        var (width, matrices) = (dimensions.AudioWidth, dimensions.Matrices);
        var kernels = matrices == GgmlType.F32 ? GgmlType.F32 : GgmlType.F16;
        var tensors = new Dictionary<string, GgmlTensor>(StringComparer.Ordinal)
        {
            ["encoder.positional_embedding"] = new(GgmlType.F32, width, dimensions.AudioPositions),
            ["encoder.conv1.weight"] = new(kernels, Kernel, dimensions.Mels, width),
            ["encoder.conv1.bias"] = new(GgmlType.F32, 1, width),
            ["encoder.conv2.weight"] = new(kernels, Kernel, width, width),
            ["encoder.conv2.bias"] = new(GgmlType.F32, 1, width),
            ["decoder.positional_embedding"] = new(GgmlType.F32, width, dimensions.TextPositions),
            ["decoder.token_embedding.weight"] = new(matrices, width, dimensions.Vocabulary),
        };
        AddNorm("encoder.ln_post");
        AddNorm("decoder.ln");
        for (var layer = 0; layer < dimensions.AudioLayers; layer++)
            AddBlock($"encoder.blocks.{layer}");
        for (var layer = 0; layer < dimensions.TextLayers; layer++)
        {
            AddBlock($"decoder.blocks.{layer}");
            AddAttention($"decoder.blocks.{layer}.cross_attn");
        }

        return tensors;

        void AddBlock(string name)
        {
            AddAttention($"{name}.attn");
            AddNorm($"{name}.mlp_ln");
            AddLinear($"{name}.mlp.0", width, Expansion * width);
            AddLinear($"{name}.mlp.2", Expansion * width, width);
        }

        void AddAttention(string name)
        {
            AddNorm($"{name}_ln");
            AddLinear($"{name}.query", width, width);
            tensors[$"{name}.key.weight"] = new(matrices, width, width);
            AddLinear($"{name}.value", width, width);
            AddLinear($"{name}.out", width, width);
        }

        void AddNorm(string name)
        {
            tensors[$"{name}.weight"] = new(GgmlType.F32, width);
            tensors[$"{name}.bias"] = new(GgmlType.F32, width);
        }

        void AddLinear(string name, int from, int to)
        {
            tensors[$"{name}.weight"] = new(matrices, from, to);
            tensors[$"{name}.bias"] = new(GgmlType.F32, to);
        }
    }
}
