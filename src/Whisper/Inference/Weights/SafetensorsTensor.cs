namespace Transcribe.Whisper.Inference.Weights;

/// <summary>One tensor's place in a safetensors file.</summary>
/// <param name="Type">Element type as the format writes it: "F32", "F16", "BF16", "I8" and "U8" of quantised weights, and others that are not read.</param>
/// <param name="Shape">Row-major; empty for a scalar.</param>
/// <param name="Start">Offset of the first byte from the start of the file.</param>
/// <param name="Length">Bytes.</param>
internal sealed record SafetensorsTensor(string Type, int[] Shape, long Start, long Length)
{
    /// <summary>Elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Bytes of one element; null for types that are not read.</summary>
    public int? ElementSize { get; } = Type switch
    {
        "F32" => 4,
        "F16" or "BF16" => 2,
        "I8" or "U8" => 1,
        _ => null,
    };
}
