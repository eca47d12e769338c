using System.ComponentModel.DataAnnotations;
using Transcribe.Engine.Inference.Sessions;

namespace Transcribe.Engine.Models;

/// <summary>What a device can compute in, and what it does best.</summary>
internal static class DevicePrecision
{
    /// <summary>Percentage points of the word error rate that int8 may cost to be chosen by itself.</summary>
    private const float MaxInt8Cost = 0.3f;

    /// <summary>Whether the graphs can be built for the device: 8-bit products are written with operators that have no kernels but on CPUs.</summary>
    public static bool IsSupported(string device, Precision precision) => device == SessionFactory.Cpu || precision != Precision.Int8;

    /// <summary>What <see cref="Precision.Auto"/> stands for.</summary>
    public static Precision Best(string device, WhisperFolder folder) => device != SessionFactory.Cpu ? Precision.F16
        : folder.Int8Cost <= MaxInt8Cost ? Precision.Int8
        : Precision.F32;
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
    public override string FormatErrorMessage(string name) => $"{name} cannot be Int8 on {Device}, which has no such kernels; take F16, or Auto, which is F16 there";
}
