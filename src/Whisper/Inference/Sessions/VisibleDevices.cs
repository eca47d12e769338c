#if CUDA
using System.Runtime.InteropServices;
#endif

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>The devices that this process may use. They are numbered from 0.</summary>
internal static partial class VisibleDevices
{
#if CUDA
    private const string Driver = "libcuda.so.1";

    /// <summary>The number of GPUs that the driver and CUDA_VISIBLE_DEVICES leave to this process; 0 without a driver.</summary>
    public static int Count()
    {
        try
        {
            return Initialize(0) == 0 && GetCount(out var count) == 0 ? count : 0;
        }
        catch (DllNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetCount")]
    private static partial int GetCount(out int count);
#else
    /// <summary>The CPU.</summary>
    public static int Count() => 1;
#endif
}
