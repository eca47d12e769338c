using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>The stand-in for the CUDA runtime that tests/CudaStandIns builds.</summary>
internal static class CudaStandIns
{
    private static readonly nint Library = NativeLibrary.TryLoad("libcudart.so.13", out var library) ? library : 0;

    private delegate void Take(out long first, out long second);

    /// <summary>Skips the test if the loader does not find it.</summary>
    public static void Require() => Assert.SkipUnless(
        Library != 0 && NativeLibrary.TryGetExport(Library, "standin_take_copied", out _),
        "needs the CUDA build and stand-ins for CUDA's libraries: scripts/check-cuda runs it");

    /// <summary>What was copied to the device and from it since the last call, in bytes.</summary>
    public static (long Up, long Down) TakeCopied() => Call("standin_take_copied");

    /// <summary>The kernels that were launched by themselves and the captured graphs that were launched, since the last call.</summary>
    public static (long Kernels, long Graphs) TakeLaunched() => Call("standin_take_launched");

    private static (long First, long Second) Call(string function)
    {
        Marshal.GetDelegateForFunctionPointer<Take>(NativeLibrary.GetExport(Library, function))(out var first, out var second);
        return (first, second);
    }
}
