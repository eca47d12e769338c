using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>The stand-in for the CUDA runtime that tests/CudaStandIns builds.</summary>
internal static class CudaStandIns
{
    private static readonly Take? TakeCounts =
        NativeLibrary.TryLoad("libcudart.so.13", out var library) && NativeLibrary.TryGetExport(library, "standin_take_copied", out var take)
            ? Marshal.GetDelegateForFunctionPointer<Take>(take)
            : null;

    private delegate void Take(out long up, out long down);

    /// <summary>Skips the test if the loader does not find it.</summary>
    public static void Require() =>
        Assert.SkipWhen(TakeCounts is null, "needs the CUDA build and stand-ins for CUDA's libraries: scripts/check-cuda runs it");

    /// <summary>What was copied to the device and from it since the last call, in bytes.</summary>
    public static (long Up, long Down) TakeCopied()
    {
        TakeCounts!(out var up, out var down);
        return (up, down);
    }
}
