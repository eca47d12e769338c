namespace Transcribe.Engine.Models;

/// <summary>What a model's matrices are multiplied in.</summary>
public enum Precision
{
    /// <summary><see cref="Int8"/> on a CPU where the model's folder says that it was measured to cost little (<see cref="WhisperFolder.Int8Cost"/>), else <see cref="F32"/>.</summary>
    Auto,

    /// <summary>32-bit floats: what the reference computes.</summary>
    F32,

    /// <summary>8-bit integers, on CPUs: less memory traffic and faster products, and not quite the same text.</summary>
    Int8,
}
