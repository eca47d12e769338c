using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// The 8-bit matrices of a model, each in the form that its operator takes. They are read from the file of a <see cref="QuantizedFile"/>.
/// </summary>
internal sealed class QuantizedWeights(SafetensorsFile file) : IDisposable
{
    private const string Suffix = ".weight";

    /// <summary>The matrices of all linear layers, in the order of their names.</summary>
    public static IEnumerable<QuantizedMatrix> Of(WeightStore store) => store.Names
        .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
        .Where(name => !name.EndsWith("embed_positions.weight", StringComparison.Ordinal) && store.Shape(name).Length == 2)
        .Order(StringComparer.Ordinal)
        .Select(name => Of(name[..^Suffix.Length], store.Shape(name)));

    /// <summary>
    /// Whether a layer's matrix has the column form. This holds for layers that process whole windows (those of the encoder, and the key
    /// and value projections of the decoder's cross-attention) and for the output projection. Other layers process a few tokens and have
    /// the block form.
    /// </summary>
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

    private static QuantizedMatrix Of(string layer, int[] shape) => new(layer, shape[0], shape[1], IsInColumns(layer));
}
