using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Inference;

/// <summary>The setting <see cref="InferenceOptions.Devices"/>.</summary>
internal static class DeviceNumbers
{
    /// <summary>The value that means all visible devices.</summary>
    public const string All = "all";

    /// <summary>The value that means the CPU, in every build.</summary>
    public const string Cpu = SessionFactory.Cpu;

    /// <summary>The numbers of the devices; without a setting, and for the CPU, 0.</summary>
    /// <param name="devices">A valid setting.</param>
    /// <param name="visible">The number of visible devices.</param>
    public static IReadOnlyList<int> Of(IList<string> devices, int visible) => devices switch
    {
        [] or [Cpu] => [0],
        [All] => [.. Enumerable.Range(0, visible)],
        _ => [.. devices.Select(device => int.Parse(device, CultureInfo.InvariantCulture))],
    };

    /// <summary>What is wrong with a setting; null if nothing is.</summary>
    /// <param name="name">The name of the setting.</param>
    /// <param name="devices">The setting.</param>
    /// <param name="visible">The number of visible devices; 0, where no device can be used, is not the setting's problem.</param>
    /// <param name="isCpu">Whether this build runs on CPUs, where each number is an engine of its own on the same cores.</param>
    public static string? Problem(string name, IList<string> devices, int visible, bool isCpu)
    {
        if (devices is [] or [Cpu] or [All])
            return null;
        var numbers = new HashSet<int>();
        foreach (var device in devices)
        {
            if (!int.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return $"{name} must hold numbers from 0, or {All} or {Cpu} alone, not \"{device}\"";
            if (!numbers.Add(number))
                return $"{name} names device {number} twice";
            if (!isCpu && visible > 0 && number >= visible)
                return $"{name} names device {number}, but the visible devices are {visible}, numbered from 0";
        }
        return null;
    }
}

/// <summary>Requires a valid <see cref="InferenceOptions.Devices"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DeviceListAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext context)
    {
        var options = (InferenceOptions)context.ObjectInstance;
        var problem = DeviceNumbers.Problem(
            context.DisplayName, options.Devices, VisibleDevices.Count(), isCpu: options.Device == SessionFactory.Cpu);
        return problem is null ? ValidationResult.Success : new ValidationResult(problem);
    }
}
