namespace Transcribe.Whisper.Inference.Weights;

/// <summary>A linear layer's matrix and the 8-bit form it is kept in.</summary>
/// <param name="Layer">Name without <c>.weight</c>.</param>
/// <param name="Outputs">Rows.</param>
/// <param name="Inputs">Columns.</param>
/// <param name="InColumns">Whether <see cref="Quantization.ToColumns"/> makes its form, else <see cref="Quantization.ToBlocks"/>.</param>
internal sealed record QuantizedMatrix(string Layer, int Outputs, int Inputs, bool InColumns)
{
    public int[] ValuesShape => InColumns ? [Inputs, Outputs] : [Outputs, Quantization.Blocks(Inputs), Quantization.BlockSize];

    public int[] ScalesShape => InColumns ? [Outputs] : [Outputs, Quantization.Blocks(Inputs)];

    public string ValuesType => InColumns ? "I8" : "U8";

    public static string ValuesName(string layer) => $"{layer}.values";

    public static string ScalesName(string layer) => $"{layer}.scales";
}
