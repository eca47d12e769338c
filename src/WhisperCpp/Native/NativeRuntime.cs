using System.Runtime.InteropServices;
using Whisper.net;
using Whisper.net.LibraryLoader;

namespace Transcribe.WhisperCpp.Native;

/// <summary>The library of whisper.cpp. The process loads it once, for its first model in a ggml file.</summary>
internal static partial class NativeRuntime
{
#if CUDA
    private const bool NeedsCuda = true;
#else
    private const bool NeedsCuda = false;
#endif

    private static readonly Lock Gate = new();

    /// <summary>The libraries that a build tries if the settings name none.</summary>
    public static IReadOnlyList<NativeLibraryKind> DefaultOrder { get; } =
        NeedsCuda ? [NativeLibraryKind.Cuda] : [NativeLibraryKind.Cuda, NativeLibraryKind.Vulkan, NativeLibraryKind.Cpu];

    /// <summary>The device before the library is loaded: that of the first library in the order.</summary>
    public static string ExpectedDevice => NeedsCuda ? "cuda" : "cpu";

    /// <summary>Whether the build may try these libraries: a CUDA build must not compute on the CPU unnoticed.</summary>
    public static bool Accepts(IEnumerable<NativeLibraryKind> order) =>
        !NeedsCuda || order.All(library => library == NativeLibraryKind.Cuda);

    /// <summary>Loads the library. Later calls do nothing.</summary>
    /// <param name="order">The libraries to try; empty for those of the build.</param>
    /// <exception cref="NativeLibraryException">None can be loaded. The library's loader remembers this until the process ends.</exception>
    public static void Load(IReadOnlyCollection<NativeLibraryKind> order)
    {
        lock (Gate)
        {
            if (RuntimeOptions.LoadedLibrary is not null)
                return;
            LetThreadsSleep();
            RuntimeOptions.RuntimeLibraryOrder = [.. (order.Count > 0 ? order : DefaultOrder).Select(ToRuntime)];
            try
            {
                WhisperFactory.GetRuntimeInfo();
            }
            catch (Exception e)
            {
                var tried = string.Join(", ", RuntimeOptions.RuntimeLibraryOrder);
                throw new NativeLibraryException($"The library of whisper.cpp cannot be loaded (tried {tried}): {e.Message}", e);
            }
        }
    }

    /// <summary>The device that computes: "cuda", "vulkan" or "cpu".</summary>
    /// <param name="log">What the library wrote when a model was loaded and first used.</param>
    /// <exception cref="NativeLibraryException">It is a CUDA build, and the device is another one.</exception>
    public static string Device(NativeLog log)
    {
        var library = RuntimeOptions.LoadedLibrary switch
        {
            RuntimeLibrary.Cuda or RuntimeLibrary.Cuda12 => NativeLibraryKind.Cuda,
            RuntimeLibrary.Vulkan => NativeLibraryKind.Vulkan,
            _ => NativeLibraryKind.Cpu,
        };
        return Accept(NativeDevice.Read(library, log.Lines), NeedsCuda);
    }

    /// <summary>Refuses a device other than CUDA where it is needed.</summary>
    internal static string Accept(string device, bool needsCuda) => needsCuda && device != "cuda"
        ? throw new NativeLibraryException(
            "This is a CUDA build, but whisper.cpp found no CUDA device that works, and would compute on the CPU")
        : device;

    /// <summary>
    /// Threads of OpenMP spin between two operations of a graph. On a machine with other work this made a transcription 30 times slower.
    /// </summary>
    /// <remarks>libgomp reads the native environment when it is loaded; .NET's own copy does not reach it.</remarks>
    private static void LetThreadsSleep() => SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);

    private static RuntimeLibrary ToRuntime(NativeLibraryKind library) => library switch
    {
        NativeLibraryKind.Cuda => RuntimeLibrary.Cuda,
        NativeLibraryKind.Vulkan => RuntimeLibrary.Vulkan,
        _ => RuntimeLibrary.Cpu,
    };

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
