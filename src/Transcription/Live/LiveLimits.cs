using System.Runtime.CompilerServices;
using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Enforces the limits of a stream. The idle time counts only while the service waits for the sender, and until an input that is not empty
/// audio.
/// </summary>
internal sealed class LiveLimits(LiveOptions options, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly StreamRate _rate = new(options.MaxBytesPerSecond, time);

    /// <summary>Passes on the inputs that have work to do.</summary>
    /// <exception cref="TranscriptionException">The stream exceeded a limit. Each limit has its own error.</exception>
    public async IAsyncEnumerable<LiveInput> ApplyAsync(
        IAsyncEnumerable<LiveInput> inputs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await using var messages = inputs.GetAsyncEnumerator(linked.Token);
        var waitsSince = time.GetTimestamp();
        while (await NextAsync(messages, patience, waitsSince, cancellationToken))
        {
            if (messages.Current is LiveInput.Audio audio)
                CheckSize(audio.Bytes.Length);
            if (messages.Current is LiveInput.Audio { Bytes.IsEmpty: true })
                continue;
            if (messages.Current is not LiveInput.KeepAlive)
                yield return messages.Current;
            waitsSince = time.GetTimestamp();
        }
    }

    /// <summary>Sends an answer. It waits a limited time for the caller to take it.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.StreamIdle"/>: the caller did not take it in time.
    /// </exception>
    public async ValueTask AnswerAsync(
        LiveUpdate update, Func<LiveUpdate, CancellationToken, ValueTask> onUpdate, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.AnswerTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await onUpdate(update, linked.Token);
        }
        catch (Exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TranscriptionException(
                TranscriptionError.StreamIdle, $"The stream's answers were not read for {LimitText.Duration(options.AnswerTimeout)}");
        }
    }

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<LiveInput> messages,
        CancellationTokenSource patience,
        long waitsSince,
        CancellationToken cancellationToken)
    {
        var left = options.MaxLifetime - time.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero)
            throw TooLong();
        var idleLeft = options.IdleTimeout - time.GetElapsedTime(waitsSince);
        if (idleLeft <= TimeSpan.Zero)
            throw Idle();
        try
        {
            patience.CancelAfter(left < idleLeft ? left : idleLeft);
            return await messages.MoveNextAsync();
        }
        catch (Exception) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw left < idleLeft ? TooLong() : Idle();
        }
        finally
        {
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private void CheckSize(int bytes)
    {
        if (bytes > options.MaxMessageBytes)
        {
            throw new TranscriptionException(
                TranscriptionError.AudioTooLarge, $"A message may hold at most {options.MaxMessageBytes} bytes of audio");
        }
        _rate.Take(bytes);
    }

    private TranscriptionException TooLong() => new(
        TranscriptionError.StreamTooLong,
        $"A stream may last at most {LimitText.Duration(options.MaxLifetime)}; "
            + "what was heard has been answered, and a new stream may go on");

    private TranscriptionException Idle() =>
        new(TranscriptionError.StreamIdle, $"The stream brought no audio for {LimitText.Duration(options.IdleTimeout)}");
}
