using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>A model's matrices in 8 bits, each in the form of the operator that multiplies by it; read from a file that <see cref="QuantizedFile"/> keeps.</summary>
internal sealed class QuantizedWeights(SafetensorsFile file) : IDisposable
{
    private const string Suffix = ".weight";

    /// <summary>The linear layers, by name: those that work on a whole window in the column form, and so the output projection; the others, which work on a few tokens, in blocks.</summary>
    public static IEnumerable<QuantizedMatrix> Of(WeightStore store) => store.Names
        .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal) && !name.EndsWith("embed_positions.weight", StringComparison.Ordinal) && store.Shape(name).Length == 2)
        .Order(StringComparer.Ordinal)
        .Select(name => new QuantizedMatrix(name[..^Suffix.Length], store.Shape(name)[0], store.Shape(name)[1], IsInColumns(name[..^Suffix.Length])));

    /// <summary>Whether a layer works on windows, the encoder's and the projections of its output that the decoder attends to, or is the output projection.</summary>
    public static bool IsInColumns(string layer) =>
        layer.StartsWith("encoder.", StringComparison.Ordinal)
        || layer.EndsWith(".encoder_attn.k_proj", StringComparison.Ordinal)
        || layer.EndsWith(".encoder_attn.v_proj", StringComparison.Ordinal)
        || layer.EndsWith(".embed_tokens", StringComparison.Ordinal);

    /// <summary>Copies a layer's quantised values and scales.</summary>
    public void CopyTo(string layer, Span<byte> values, Span<float> scales)
    {
        file.CopyTo(file.Tensors[QuantizedMatrix.ValuesName(layer)], values);
        file.CopyTo(file.Tensors[QuantizedMatrix.ScalesName(layer)], scales);
    }

    /// <inheritdoc cref="CopyTo(string, Span{byte}, Span{float})"/>
    public void CopyTo(string layer, Span<sbyte> values, Span<float> scales) => CopyTo(layer, MemoryMarshal.AsBytes(values), scales);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

}
