namespace Transcribe.WhisperCpp.Ggml;

/// <summary>The element type of a tensor, <c>ggml_type</c> in ggml: those in which Whisper models are written.</summary>
internal enum GgmlType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
}

/// <summary>Sizes and names of types.</summary>
internal static class GgmlTypes
{
    /// <summary>The version of the quantised formats is in the thousands of a file's type.</summary>
    private const int VersionFactor = 1000;

    /// <summary>The type of the matrices in a file of this <c>ggml_ftype</c>; null if it is unknown.</summary>
    public static GgmlType? OfFile(int fileType) => (fileType % VersionFactor) switch
    {
        0 => GgmlType.F32,
        1 => GgmlType.F16,
        2 => GgmlType.Q4_0,
        3 => GgmlType.Q4_1,
        7 => GgmlType.Q8_0,
        8 => GgmlType.Q5_0,
        9 => GgmlType.Q5_1,
        10 => GgmlType.Q2_K,
        11 => GgmlType.Q3_K,
        12 => GgmlType.Q4_K,
        13 => GgmlType.Q5_K,
        14 => GgmlType.Q6_K,
        _ => null,
    };

    /// <summary>The elements of a block, and its bytes.</summary>
    public static (int Elements, int Bytes) Block(this GgmlType type) => type switch
    {
        GgmlType.F32 => (1, 4),
        GgmlType.F16 => (1, 2),
        GgmlType.Q4_0 => (32, 18),
        GgmlType.Q4_1 => (32, 20),
        GgmlType.Q5_0 => (32, 22),
        GgmlType.Q5_1 => (32, 24),
        GgmlType.Q8_0 => (32, 34),
        GgmlType.Q2_K => (256, 84),
        GgmlType.Q3_K => (256, 110),
        GgmlType.Q4_K => (256, 144),
        GgmlType.Q5_K => (256, 176),
        GgmlType.Q6_K => (256, 210),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No block is defined for this type"),
    };
}
