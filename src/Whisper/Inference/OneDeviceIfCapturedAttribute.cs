using System.ComponentModel.DataAnnotations;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// Refuses <see cref="InferenceOptions.CudaGraphs"/> with several devices. ONNX Runtime captures in CUDA's global mode (cuda_graph.cc), in
/// which other threads cannot allocate memory of a device meanwhile, so the windows of the other devices would fail.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneDeviceIfCapturedAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext context)
    {
        var options = (InferenceOptions)context.ObjectInstance;
        return value is true && options.Devices is [DeviceNumbers.All] or [_, _, ..]
            ? new ValidationResult($"{context.DisplayName} requires that {nameof(InferenceOptions.Devices)} names one device")
            : ValidationResult.Success;
    }
}
