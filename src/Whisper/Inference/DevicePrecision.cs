using System.ComponentModel.DataAnnotations;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Inference;

/// <summary>What a device can compute in, and what it does best.</summary>
internal static class DevicePrecision
{
    /// <summary>Percentage points of the word error rate that int8 may cost to be chosen by itself.</summary>
    private const float MaxInt8Cost = 0.3f;

    /// <summary>
    /// Whether the device has kernels for the graphs. CUDA has none of attention in f32, so that caches, which are kept on the device, would be copied to the CPU and not back;
    /// and 8-bit products are written with operators that only CPUs have.
    /// </summary>
    public static bool IsSupported(string device, Precision precision) => device == SessionFactory.Cpu || precision is Precision.F16 or Precision.Auto;

    /// <summary>What <see cref="Precision.Auto"/> stands for.</summary>
    public static Precision Best(string device, WhisperFolder folder) => device != SessionFactory.Cpu ? Precision.F16
        : folder.Int8Cost <= MaxInt8Cost ? Precision.Int8
        : Precision.F32;

    /// <summary>The sentence for a setting whose value <see cref="IsSupported"/> rejects.</summary>
    public static string Unsupported(string name, string device) => $"{name} must be F16 or Auto on {device}";
}

/// <summary>A precision that this build's device can compute in.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SupportedPrecisionAttribute : ValidationAttribute
{
    /// <summary>The device; that of this build unless set.</summary>
    public string Device { get; init; } = SessionFactory.Device;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not Precision precision || DevicePrecision.IsSupported(Device, precision);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => DevicePrecision.Unsupported(name, Device);
}
