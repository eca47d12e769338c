using System.ComponentModel.DataAnnotations;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Inference;

/// <summary>The precisions that a device supports, and the best one of a model.</summary>
internal static class DevicePrecision
{
    /// <summary>The largest cost of int8, in percentage points of the word error rate, at which Auto chooses it.</summary>
    private const float MaxInt8Cost = 0.3f;

    /// <summary>
    /// Whether the device has kernels for the graphs. CUDA has no attention kernels in f32; the runtime would copy the caches from the
    /// device to the CPU and not back. 8-bit products use operators that have only CPU kernels.
    /// </summary>
    public static bool IsSupported(string device, Precision precision) =>
        device == SessionFactory.Cpu || precision is Precision.F16 or Precision.Auto;

    /// <summary>The precision that <see cref="Precision.Auto"/> selects.</summary>
    public static Precision Best(string device, WhisperFolder folder) => device != SessionFactory.Cpu ? Precision.F16
        : folder.Int8Cost <= MaxInt8Cost ? Precision.Int8
        : Precision.F32;

    /// <summary>The message for a setting whose value <see cref="IsSupported"/> rejects.</summary>
    public static string Unsupported(string name, string device) => $"{name} must be F16 or Auto on {device}";
}

/// <summary>Requires a precision that the device of the <see cref="InferenceOptions"/> supports.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SupportedPrecisionAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext context)
    {
        var device = ((InferenceOptions)context.ObjectInstance).Device;
        return value is not Precision precision || DevicePrecision.IsSupported(device, precision)
            ? ValidationResult.Success
            : new ValidationResult(DevicePrecision.Unsupported(context.DisplayName, device));
    }
}
