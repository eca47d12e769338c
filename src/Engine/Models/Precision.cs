namespace Transcribe.Engine.Models;

/// <summary>What a model's matrices are multiplied in.</summary>
public enum Precision
{
    /// <summary>
    /// <see cref="F16"/> on a GPU; <see cref="Int8"/> on a CPU where the model's folder says that it was measured to cost little (<see cref="WhisperFolder.Int8Cost"/>),
    /// else <see cref="F32"/>.
    /// </summary>
    Auto,

    /// <summary>32-bit floats: what the reference computes.</summary>
    F32,

    /// <summary>8-bit integers, on CPUs: less memory traffic and faster products, and not quite the same text.</summary>
    Int8,

    /// <summary>16-bit floats, for GPUs. CPUs compute it too, and slower than <see cref="F32"/>: most of their operators convert what they read and write.</summary>
    F16,
}
