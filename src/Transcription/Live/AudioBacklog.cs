using System.Threading.Channels;
using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>A stream's audio that has arrived and was not listened to yet: one adds, one takes.</summary>
/// <param name="capacity">How much may wait before <see cref="IsFull"/>.</param>
internal sealed class AudioBacklog(TimeSpan capacity)
{
    private readonly long _capacity = (long)(capacity.TotalSeconds * SampleTime.SampleRate);
    private readonly Channel<ReadOnlyMemory<float>> _blocks = Channel.CreateUnbounded<ReadOnlyMemory<float>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _received;
    private long _waiting;

    /// <summary>Samples added in all.</summary>
    public long Received => Interlocked.Read(ref _received);

    public bool IsFull => Interlocked.Read(ref _waiting) >= _capacity;

    public void Add(ReadOnlyMemory<float> block)
    {
        Interlocked.Add(ref _received, block.Length);
        Interlocked.Add(ref _waiting, block.Length);
        _blocks.Writer.TryWrite(block);
    }

    /// <summary>No more audio comes.</summary>
    public void End() => _blocks.Writer.TryComplete();

    /// <summary>Waits until it is no longer full.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
            await _taken.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Waits for audio.</summary>
    /// <returns>False when all was taken and no more comes.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _blocks.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTake(out ReadOnlyMemory<float> block)
    {
        if (!_blocks.Reader.TryRead(out block))
            return false;
        Interlocked.Add(ref _waiting, -block.Length);
        _taken.Writer.TryWrite(true);
        return true;
    }
}
