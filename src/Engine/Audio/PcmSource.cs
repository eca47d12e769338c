using System.Runtime.CompilerServices;
using Transcribe.Engine.Audio.Pcm;

namespace Transcribe.Engine.Audio;

/// <summary>
/// One audio as PCM, decoded while it is read: only a block or two are ever held, and a reader that pauses holds the decoder back. Owns what the audio
/// rests in, which is gone once this is disposed of.
/// </summary>
internal sealed class PcmSource : IAsyncDisposable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<float>>> _decode;
    private readonly AudioOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IDisposable> _owned;
    private bool _read;

    public PcmSource(
        Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<float>>> decode,
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

    /// <summary>How long fetching the URL took; zero for inline audio.</summary>
    public TimeSpan Fetched { get; }

    /// <summary>How long a WAV or headerless PCM is by its bytes; null for all else.</summary>
    public TimeSpan? StatedDuration { get; init; }

    /// <summary>How long the reader has waited for decoded blocks so far.</summary>
    public TimeSpan Decoded { get; private set; }

    /// <summary>
    /// The audio in order: blocks of about half a second at most, mono, 16 kHz, -1 to 1, each a fresh array that stays valid. Can be read once. Cancelling, or
    /// leaving the loop, ends the decoder at once.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.AudioUnreadable"/>: not audio, broken, or too slow to decode; blocks that were good may have come before.
    /// <see cref="TranscriptionError.AudioTooLarge"/>: longer than <see cref="AudioOptions.MaxDuration"/>.
    /// <see cref="TranscriptionError.NotReady"/>: ffmpeg cannot be run.
    /// </exception>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> ReadBlocksAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (_read)
            throw new InvalidOperationException("The audio has been read already");
        _read = true;

        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        await using var blocks = _decode(linked.Token).GetAsyncEnumerator(linked.Token);
        var left = (long)(_options.MaxDuration.TotalSeconds * Resampler.OutputRate);
        while (await NextAsync(blocks, deadline, cancel))
        {
            left -= blocks.Current.Length;
            if (left < 0)
                throw AudioFailure.TooLong(_options.MaxDuration);
            yield return blocks.Current;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var resource in _owned)
            resource.Dispose();
        return ValueTask.CompletedTask;
    }

    // The clock runs only while the reader waits here, so that a reader that takes its time is not taken for a slow decoder.
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ReadOnlyMemory<float>> blocks, CancellationTokenSource deadline, CancellationToken cancel)
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
