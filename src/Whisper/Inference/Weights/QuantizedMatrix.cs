namespace Transcribe.Whisper.Inference.Weights;

/// <summary>The matrix of a linear layer and its 8-bit form.</summary>
/// <param name="Layer">The weight's name without <c>.weight</c>.</param>
/// <param name="Outputs">The number of rows.</param>
/// <param name="Inputs">The number of columns.</param>
/// <param name="InColumns">Whether the form is that of <see cref="Quantization.ToColumns"/>; otherwise it is that of
/// <see cref="Quantization.ToBlocks"/>.</param>
internal sealed record QuantizedMatrix(string Layer, int Outputs, int Inputs, bool InColumns)
{
    public int[] ValuesShape => InColumns ? [Inputs, Outputs] : [Outputs, Quantization.Blocks(Inputs), Quantization.BlockSize];

    public int[] ScalesShape => InColumns ? [Outputs] : [Outputs, Quantization.Blocks(Inputs)];

    public static string ValuesName(string layer) => $"{layer}.values";

    public static string ScalesName(string layer) => $"{layer}.scales";
}
