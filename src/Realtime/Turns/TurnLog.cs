using Transcribe.Realtime.Events;
using Transcribe.Realtime.Sessions;
using Transcribe.V1;

namespace Transcribe.Realtime.Turns;

/// <summary>
/// The turns of a session. A turn ends by a pause or when the client commits it. Two loops use it: one that reads the client's events, and
/// one that writes the results.
/// </summary>
/// <remarks>
/// A commit or a clear takes effect at its place in the audio. Until the stream has acknowledged it, a mark stands for it: results before
/// the acknowledgement belong to the first mark.
/// </remarks>
internal sealed class TurnLog(TurnEvents events) : IDisposable
{
    /// <summary>The least audio that can be committed.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _gate = new(1, 1);

    // A mark without an item is a clear.
    private readonly Queue<Item?> _marks = [];

    // The turn in progress, and one that a pause has ended and whose last result follows.
    private Item? _current;
    private Item? _ended;

    // Positions in the stream: the end of all audio, and of the audio that turns have taken.
    private TimeSpan _received;
    private TimeSpan _taken;

    /// <summary>How turns are found; null if the client commits them.</summary>
    public TurnDetection? Detection { get; set; }

    /// <summary>Whether there is enough audio that is in no turn yet.</summary>
    public bool CanCommit => Rest >= Least;

    private TimeSpan Rest => _received - _taken;

    /// <summary>Counts audio.</summary>
    public Task AppendAsync(TimeSpan audio, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            _received += audio;
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Ends the turn in progress. The client's stream must end its utterance then.</summary>
    /// <exception cref="RealtimeException">There is too little audio.</exception>
    public Task CommitAsync(CancellationToken cancellationToken) => LockedAsync(
        async () =>
        {
            if (Rest < Least)
                throw TooLittle(Rest);
            var item = (_marks.Count == 0 ? _current : null) ?? NewItem();
            (_current, item.Duration, _taken) = (null, Rest, _received);
            _marks.Enqueue(item);
            await events.CommittedAsync(item, cancellationToken);
        },
        cancellationToken);

    /// <summary>Drops the turn in progress. The client's stream must drop its audio then.</summary>
    public Task ClearAsync(CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            (_current, _taken) = (null, _received);
            _marks.Enqueue(null);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Takes what the stream has heard.</summary>
    public Task TakeAsync(TranscribeLiveResponse response, CancellationToken cancellationToken) => LockedAsync(
        async () =>
        {
            if (response.Acknowledgement == TranscribeLiveResponse.Types.Acknowledgement.Cleared)
            {
                _marks.Dequeue();
                await events.ClearedAsync(cancellationToken);
                return;
            }
            if (response.SpeechEvent != TranscribeLiveResponse.Types.SpeechEvent.Unspecified && _marks.Count == 0)
                await TakeSpeechAsync(response, cancellationToken);
            foreach (var result in response.Results)
                await TakeResultAsync(result, cancellationToken);
            if (response.Acknowledgement == TranscribeLiveResponse.Types.Acknowledgement.Finalized)
                await events.CompletedAsync(_marks.Dequeue()!, cancellationToken);
        },
        cancellationToken);

    /// <summary>Fails the turns that wait for their transcript.</summary>
    public Task FailAsync(RealtimeError error, CancellationToken cancellationToken) => LockedAsync(
        async () =>
        {
            foreach (var item in _marks.Prepend(_ended).OfType<Item>())
                await events.FailedAsync(item, error, cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private Task TakeSpeechAsync(TranscribeLiveResponse response, CancellationToken cancellationToken)
    {
        var at = response.SpeechEventOffset.ToTimeSpan();
        if (response.SpeechEvent == TranscribeLiveResponse.Types.SpeechEvent.SpeechEnd)
            return EndAsync(at, response.AudioProcessed.ToTimeSpan(), cancellationToken);
        var start = at - TimeSpan.FromMilliseconds(Detection?.PrefixPadding ?? 0);
        _current = NewItem();
        _current.Start = start > TimeSpan.Zero ? start : TimeSpan.Zero;
        return events.StartedAsync(_current, _current.Start, cancellationToken);
    }

    private async Task EndAsync(TimeSpan lastVoice, TimeSpan processed, CancellationToken cancellationToken)
    {
        var silent = lastVoice + TimeSpan.FromMilliseconds(Detection?.SilenceDuration ?? 0);
        var end = silent < processed ? silent : processed;
        _ended = _current ?? NewItem();
        (_current, _ended.Duration, _taken) = (null, end - _ended.Start, end);
        await events.StoppedAsync(_ended, end, cancellationToken);
        await events.CommittedAsync(_ended, cancellationToken);
    }

    private async Task TakeResultAsync(V1.LiveResult result, CancellationToken cancellationToken)
    {
        // The result that follows the end of a turn is its last one.
        if (_ended is { } ended && result.IsFinal)
        {
            _ended = null;
            await events.GrownAsync(ended, ended.End(result), cancellationToken);
            await events.CompletedAsync(ended, cancellationToken);
            return;
        }
        var item = _marks.TryPeek(out var mark) ? mark : _current ??= NewItem();
        if (item is not null && (result.IsFinal || IsAgreed(result)))
            await events.GrownAsync(item, result.IsFinal ? item.End(result) : item.Grow(result.Text), cancellationToken);
    }

    private static bool IsAgreed(V1.LiveResult result) => result.Stability >= 0.9;

    private static Item NewItem() => new(Ids.New("item"));

    private static RealtimeException TooLittle(TimeSpan audio) => new(RealtimeError.Invalid(
        "input_audio_buffer_commit_empty",
        FormattableString.Invariant(
            $"The buffer is too small to be committed: it has {audio.TotalMilliseconds:0.##} ms of audio and needs at least 100 ms")));

    private async Task LockedAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await action();
        }
        finally
        {
            _gate.Release();
        }
    }
}
