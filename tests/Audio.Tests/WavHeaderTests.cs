using Transcribe.Audio.Pcm;

namespace Transcribe.Audio.Tests;

public sealed class WavHeaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public async Task Read_CancelledWhileTheStreamIsSlow_Ends(int chunks)
    {
        byte[] header = [.. "RIFFxxxxWAVE"u8, .. Enumerable.Repeat("junk\0\0\0\0"u8.ToArray(), chunks).SelectMany(chunk => chunk)];
        using var stream = new StallingStream([.. header, .. new byte[1000]], header.Length);
        using var cancelling = new CancellationTokenSource();
        var reading = WavHeader.ReadAsync(stream, cancelling.Token);
        await stream.Stalled.WaitAsync(Until.Longest, TestContext.Current.CancellationToken);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Until.Longest));
    }

    [Fact]
    public async Task Read_AlreadyCancelled_ReadsNothing()
    {
        using var stream = new StallingStream(new byte[100], stallAt: 0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WavHeader.ReadAsync(stream, new CancellationToken(true)));
    }

    /// <summary>A file on a disk that stops answering at a position.</summary>
    private sealed class StallingStream(byte[] content, int stallAt) : MemoryStream(content)
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stalled => _stalled.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= stallAt)
            {
                _stalled.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
