using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// Requires what the device of the <see cref="InferenceOptions"/> needs, before ONNX Runtime fails without the name of what is missing.
/// </summary>
internal sealed class GpuValidation : IValidateOptions<InferenceOptions>
{
    private const string WayOut =
        $"set {InferenceOptions.Section}:{nameof(InferenceOptions.Devices)}:0={DeviceNumbers.Cpu} to compute on the CPU";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, InferenceOptions options) =>
        options.Device != SessionFactory.Cpu && Problem(Loads, VisibleDevices.Count) is { } problem
            ? ValidateOptionsResult.Fail(problem)
            : ValidateOptionsResult.Success;

    /// <summary>What prevents this process from using a GPU; null if nothing does.</summary>
    /// <param name="loads">Whether the loader finds a library.</param>
    /// <param name="visible">The number of visible devices, if all libraries are there.</param>
    internal static string? Problem(Func<string, bool> loads, Func<int> visible)
    {
        var missing = CudaLibrary.Needed.Where(library => !loads(library.Name)).ToArray();
        if (missing.Length > 0)
        {
            return $"The CUDA provider needs {Listed(missing.Select(library => library.Name))}, which the loader did not find. "
                + $"Install {Listed(missing.Select(library => library.Source).Distinct())}, or {WayOut}";
        }
        return visible() > 0 ? null
            : "The NVIDIA driver offers no GPU to this process. Start a container with --gpus all, look at CUDA_VISIBLE_DEVICES, "
                + $"or {WayOut}";
    }

    // A library that was found stays loaded, and the provider gets the same one.
    private static bool Loads(string name) => NativeLibrary.TryLoad(name, typeof(GpuValidation).Assembly, searchPath: null, out _);

    private static string Listed(IEnumerable<string> items) => items.ToArray() switch
    {
        [var only] => only,
        [.. var others, var last] => $"{string.Join(", ", others)} and {last}",
        [] => "",
    };
}
