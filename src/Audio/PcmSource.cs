using System.Diagnostics;
using System.Runtime.CompilerServices;
using Transcribe.Core;

namespace Transcribe.Audio;

/// <inheritdoc/>
internal sealed class PcmSource : IPcmSource
{
    private readonly Func<Action<TimeSpan?>, CancellationToken, IAsyncEnumerable<ReadOnlyMemory<float>>> _decode;
    private readonly AudioOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IDisposable> _owned;
    private bool _read;

    public PcmSource(
        Func<Action<TimeSpan?>, CancellationToken, IAsyncEnumerable<ReadOnlyMemory<float>>> decode,
        AudioOptions options,
        TimeProvider time,
        TimeSpan fetched,
        params IReadOnlyList<IDisposable> owned)
    {
        _decode = decode;
        _options = options;
        _time = time;
        _owned = owned;
        Fetched = fetched;
    }

    /// <inheritdoc/>
    public TimeSpan Fetched { get; }

    /// <inheritdoc/>
    public TimeSpan? StatedDuration { get; private set; }

    /// <inheritdoc/>
    public TimeSpan Decoded { get; private set; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> ReadBlocksAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (_read)
            throw new InvalidOperationException("The audio has been read already");
        _read = true;
        // Recorded at the end, because a span that is current in an iterator would become the parent of the caller's.
        var (parent, began) = (Activity.Current?.Context ?? default, _time.GetUtcNow());

        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        await using var blocks = _decode(duration => StatedDuration = duration, linked.Token).GetAsyncEnumerator(linked.Token);
        var left = (long)(_options.MaxDuration.TotalSeconds * SampleTime.SampleRate);
        try
        {
            while (await NextAsync(blocks, deadline, cancel))
            {
                left -= blocks.Current.Length;
                if (left < 0)
                    throw AudioFailure.TooLong(_options.MaxDuration);
                yield return blocks.Current;
            }
        }
        finally
        {
            Spans.Record("decode", parent, began, _time.GetUtcNow() - began);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var resource in _owned)
            resource.Dispose();
        return ValueTask.CompletedTask;
    }

    // The clock runs only while the reader waits here, so a slow reader does not count as a slow decoder.
    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<ReadOnlyMemory<float>> blocks, CancellationTokenSource deadline, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        try
        {
            deadline.CancelAfter(_options.DecodeTimeout > Decoded ? _options.DecodeTimeout - Decoded : TimeSpan.Zero);
            return await blocks.MoveNextAsync();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw AudioFailure.DecodedTooSlowly(_options.DecodeTimeout);
        }
        finally
        {
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            Decoded += _time.GetElapsedTime(started);
        }
    }
}
