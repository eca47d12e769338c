using System.Threading.Channels;
using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>The audio and the controls of a stream that wait for processing. It has one reader.</summary>
/// <param name="capacity">How much audio may wait before <see cref="IsFull"/>.</param>
internal sealed class AudioBacklog(TimeSpan capacity)
{
    /// <summary>A control counts as a tenth of a second of audio, so that controls cannot fill the memory.</summary>
    private const int ControlSamples = SampleTime.SampleRate / 10;

    private readonly long _capacity = (long)(capacity.TotalSeconds * SampleTime.SampleRate);
    private readonly Channel<BacklogItem> _items = Channel.CreateUnbounded<BacklogItem>(
        new UnboundedChannelOptions { SingleReader = true });
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
        Add(new BacklogItem(block, null));
    }

    public void Add(LiveControl control) => Add(new BacklogItem(default, control));

    /// <summary>Marks the end of the audio.</summary>
    public void End() => _items.Writer.TryComplete();

    /// <summary>Waits until the backlog is not full.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
            await _taken.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Waits for an item.</summary>
    /// <returns>False if the reader has taken all items and the stream has ended.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTake(out BacklogItem item)
    {
        if (!_items.Reader.TryRead(out item))
            return false;
        Interlocked.Add(ref _waiting, -Weight(item));
        _taken.Writer.TryWrite(true);
        return true;
    }

    private void Add(BacklogItem item)
    {
        Interlocked.Add(ref _waiting, Weight(item));
        _items.Writer.TryWrite(item);
    }

    private static int Weight(BacklogItem item) => item.Control is null ? item.Audio.Length : ControlSamples;
}
