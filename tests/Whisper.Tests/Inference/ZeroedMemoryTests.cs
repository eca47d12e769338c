using System.Runtime.InteropServices;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class ZeroedMemoryTests
{
    private const int Length = 16 << 20;
    private const string PageMap = "/proc/self/pagemap";

    [Fact]
    public void New_AfterOthersWereFreed_IsZeroAndOccupiesNothing()
    {
        Assert.SkipUnless(File.Exists(PageMap), "The system does not tell which pages are in memory");
        // The C library keeps memory of this size for later once it was freed a few times.
        for (var model = 0; model < 4; model++)
        {
            using var earlier = new ZeroedMemory(Length);
            for (var offset = 0; offset < Length; offset += sizeof(long))
                Marshal.WriteInt64(earlier.Address, offset, -1);
        }

        using var memory = new ZeroedMemory(Length);

        Assert.Equal(0, PresentPages(memory.Address));
        Assert.Equal(0, Marshal.ReadInt64(memory.Address));
        Assert.Equal(0, Marshal.ReadInt64(memory.Address, Length - sizeof(long)));
    }

    [Fact]
    public void New_MoreThanThereIs_Throws() => Assert.Throws<InsufficientMemoryException>(() => new ZeroedMemory(nuint.MaxValue / 2));

    /// <summary>The pages that are in memory, of those from the address on.</summary>
    private static int PresentPages(nint address)
    {
        // Each page has 64 bits in the file; the highest says that the page is present (Linux, Documentation/admin-guide/mm/pagemap.rst).
        var entries = new byte[Length / Environment.SystemPageSize * sizeof(ulong)];
        using var map = File.OpenRead(PageMap);
        map.Position = address / Environment.SystemPageSize * sizeof(ulong);
        map.ReadExactly(entries);
        return MemoryMarshal.Cast<byte, long>(entries).ToArray().Count(entry => entry < 0);
    }
}
