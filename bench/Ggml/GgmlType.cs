namespace Transcribe.Bench.Ggml;

/// <summary>How a tensor's elements are written: ggml's <c>ggml_type</c>.</summary>
internal enum GgmlType
{
    F32 = 0,
    F16 = 1,

    /// <summary>Blocks of 32 elements: an f16 scale and as many signed bytes.</summary>
    Q8 = 8,
}
