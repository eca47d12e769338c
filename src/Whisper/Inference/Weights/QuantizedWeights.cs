namespace Transcribe.Whisper.Inference.Weights;

/// <summary>The 8-bit matrices of a model, each in the form that its operator takes.</summary>
internal sealed class QuantizedWeights(WeightStore store)
{
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

    /// <summary>Quantises a matrix in the block form.</summary>
    public void CopyTo(QuantizedMatrix matrix, Span<byte> values, Span<float> scales) =>
        Quantization.ToBlocks(Read(matrix), matrix.Inputs, values, scales);

    /// <summary>Quantises a matrix in the column form.</summary>
    public void CopyTo(QuantizedMatrix matrix, Span<sbyte> values, Span<float> scales) =>
        Quantization.ToColumns(Read(matrix), matrix.Inputs, values, scales);

    private float[] Read(QuantizedMatrix matrix) => store.Read($"{matrix.Layer}.weight", matrix.Outputs, matrix.Inputs);
}
