namespace Transcribe.Core;

/// <summary>The precision of a model's matrix products.</summary>
public enum Precision
{
    /// <summary>
    /// <see cref="F16"/> on a GPU. On a CPU, <see cref="Int8"/> if the model's folder recommends it, else <see cref="F32"/>.
    /// </summary>
    Auto,

    /// <summary>32-bit floats, as in the reference implementation.</summary>
    F32,

    /// <summary>
    /// 8-bit integers, for CPUs. They reduce memory traffic and computation time. The text can differ slightly from <see cref="F32"/>.
    /// </summary>
    Int8,

    /// <summary>
    /// 16-bit floats, for GPUs. On CPUs they halve the memory of the caches, but save no computation in the decoder, whose products run in
    /// 32-bit floats.
    /// </summary>
    F16,
}
