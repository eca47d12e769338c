namespace Transcribe.ToGgml;

/// <summary>The element type of a tensor, <c>ggml_type</c> in ggml.</summary>
public enum GgmlType
{
    F32 = 0,
    F16 = 1,

    /// <summary>Blocks of 32 elements, each an f16 scale and 32 signed bytes.</summary>
    Q8 = 8,
}
