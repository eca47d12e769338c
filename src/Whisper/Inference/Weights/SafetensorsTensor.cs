namespace Transcribe.Whisper.Inference.Weights;

/// <summary>The description of one tensor in a safetensors file.</summary>
/// <param name="Type">The element type in the format's notation: "F32", "F16" or "BF16". Other types cannot be read.</param>
/// <param name="Shape">The shape; the elements are row-major. Empty for a scalar.</param>
/// <param name="Start">The offset of the first byte from the start of the file.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record SafetensorsTensor(string Type, int[] Shape, long Start, long Length)
{
    /// <summary>The number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Bytes per element; null for types that cannot be read.</summary>
    public int? ElementSize { get; } = Type switch
    {
        "F32" => 4,
        "F16" or "BF16" => 2,
        _ => null,
    };
}
