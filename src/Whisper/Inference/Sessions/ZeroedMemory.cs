using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// Zeroed memory outside the managed heap, aligned to a cache line. A page occupies memory only once it is written, and freed memory goes
/// back to the system. It is mapped for that: calloc would take memory that an earlier model has freed and clear it, page by page.
/// </summary>
internal sealed unsafe partial class ZeroedMemory : IDisposable
{
    /// <summary>Bytes of a cache line and of the widest vector register.</summary>
    private const nuint Alignment = 64;

    // The values of Linux, which are the same on x64 and arm64 (asm-generic/mman-common.h).
    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymous = 0x2 | 0x20;
    private const nint Failed = -1;

    private readonly nuint _length;
    private nint _block;

    /// <exception cref="InsufficientMemoryException">The system has no room.</exception>
    public ZeroedMemory(nuint length)
    {
        _length = length;
        _block = OperatingSystem.IsLinux()
            ? Map(0, length, ReadWrite, PrivateAnonymous, file: -1, offset: 0)
            : (nint)NativeMemory.AllocZeroed(length + Alignment);
        if (_block == Failed)
            throw new InsufficientMemoryException($"The system has no room for {length} bytes.");
        Address = (nint)(((nuint)_block + Alignment - 1) & ~(Alignment - 1));
    }

    public nint Address { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_block == 0)
            return;
        if (OperatingSystem.IsLinux())
            _ = Unmap(_block, _length);
        else
            NativeMemory.Free((void*)_block);
        _block = Address = 0;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
