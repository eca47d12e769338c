using System.Runtime.InteropServices;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

public sealed partial class ModelStayTests
{
    [Fact]
    public async Task LeaveAsync_ModelOfManySmallBlocks_ReturnsThemToTheSystem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no mincore");
        var model = new NativeModel();
        var stay = new ModelStay(TimeProvider.System, isPinned: false);
        stay.Start(() => Task.FromResult<ISpeechModel>(model));
        await stay.Loading;
        Assert.Equal(1, model.Resident);

        await stay.LeaveAsync();

        // Other tests may have taken some of the blocks.
        Assert.InRange(model.Resident, 0, 0.5);
        model.FreeRest();
    }

    /// <summary>A model in blocks that the C library takes from its heap. A few live on, so that the heap keeps its length.</summary>
    private sealed unsafe partial class NativeModel : ISpeechModel
    {
        private const int BlockLength = 64 << 10;
        private const int PageLength = 4096;
        private const int Kept = 16;

        private readonly List<nint> _blocks = [];

        public NativeModel()
        {
            for (var i = 0; i < 1024; i++)
            {
                var block = (byte*)NativeMemory.Alloc(BlockLength);
                new Span<byte>(block, BlockLength).Fill(1);
                _blocks.Add((nint)block);
            }
        }

        /// <summary>The share of the blocks that is in memory, by the page in the middle of each.</summary>
        public double Resident => Freed.Average(block => IsResident(block) ? 1 : 0);

        public ModelDescription Description { get; } = new("native", "native", "cpu");

        public int Concurrency => 1;

        public double? Throughput => null;

        public int Busy => 0;

        public bool IsAlive => true;

        public int CountWaiting(WorkPriority priority) => 0;

        private IEnumerable<nint> Freed => _blocks.Where((_, index) => index % Kept != 0);

        public Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            foreach (var block in Freed)
                NativeMemory.Free((void*)block);
            return ValueTask.CompletedTask;
        }

        public void FreeRest()
        {
            foreach (var block in _blocks.Except(Freed))
                NativeMemory.Free((void*)block);
        }

        private static bool IsResident(nint block)
        {
            byte resident;
            var page = (block + (BlockLength / 2)) & -PageLength;
            // The call fails for pages that are not even mapped.
            return MinCore(page, PageLength, &resident) == 0 && (resident & 1) != 0;
        }

        [LibraryImport("libc", EntryPoint = "mincore")]
        private static partial int MinCore(nint address, nuint length, byte* resident);
    }
}
