namespace Transcribe.Core;

/// <summary>The precision of a model's matrix products.</summary>
public enum Precision
{
    /// <summary><see cref="F16"/> on a GPU. On a CPU <see cref="Int8"/> if the model's folder states that it costs little accuracy, else <see cref="F32"/>.</summary>
    Auto,

    /// <summary>32-bit floats, as in the reference implementation.</summary>
    F32,

    /// <summary>8-bit integers, on CPUs: less memory traffic and faster products, with slightly different text.</summary>
    Int8,

    /// <summary>16-bit floats, for GPUs. CPUs support it too, but slower than <see cref="F32"/>, because most operators convert their inputs and outputs.</summary>
    F16,
}
