using System.Runtime.InteropServices;

namespace Transcribe.Transcription.Catalog;

/// <summary>Memory that native code has freed, and that the C library keeps for later.</summary>
internal static partial class FreeMemory
{
    /// <summary>
    /// Returns it to the system. glibc by itself returns large blocks only at first: each such block that is freed raises the size from
    /// which the next ones count as large, up to 32 MiB (mallopt(3), M_MMAP_THRESHOLD). Smaller ones leave holes in the heap, which would
    /// grow with every model that comes and goes.
    /// </summary>
    public static void Return()
    {
        if (OperatingSystem.IsLinux())
            _ = Trim(0);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
