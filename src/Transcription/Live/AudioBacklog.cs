using System.Threading.Channels;
using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>The audio of a stream that waits for processing. It has one writer and one reader.</summary>
/// <param name="capacity">How much audio may wait before <see cref="IsFull"/>.</param>
internal sealed class AudioBacklog(TimeSpan capacity)
{
    private readonly long _capacity = (long)(capacity.TotalSeconds * SampleTime.SampleRate);
    private readonly Channel<ReadOnlyMemory<float>> _blocks = Channel.CreateUnbounded<ReadOnlyMemory<float>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _received;
    private long _waiting;

    /// <summary>The total number of samples added.</summary>
    public long Received => Interlocked.Read(ref _received);

    public bool IsFull => Interlocked.Read(ref _waiting) >= _capacity;

    public void Add(ReadOnlyMemory<float> block)
    {
        Interlocked.Add(ref _received, block.Length);
        Interlocked.Add(ref _waiting, block.Length);
        _blocks.Writer.TryWrite(block);
    }

    /// <summary>Marks the end of the audio.</summary>
    public void End() => _blocks.Writer.TryComplete();

    /// <summary>Waits until the backlog is not full.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
            await _taken.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Waits for audio.</summary>
    /// <returns>False if the reader has taken all audio and the stream has ended.</returns>
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
