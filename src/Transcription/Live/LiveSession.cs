using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;

namespace Transcribe.Transcription.Live;

/// <summary>
/// The loop of one stream. It first processes all audio and all controls that have arrived and sends the final text of each utterance that
/// has ended. Only then does it make an interim text of the utterance in progress, so a slow machine produces fewer interim results.
/// </summary>
internal sealed class LiveSession(
    LiveRequest request,
    UtteranceStream speech,
    UtteranceTranscriber transcriber,
    InterimTexts interim,
    AudioBacklog backlog,
    Func<LiveUpdate, CancellationToken, ValueTask> onUpdate)
{
    private readonly SpeechStartLimit _start = new();
    private LiveRequest _request = request;
    private LivePlan? _next;
    private int _utterance;

    /// <summary>Processes the backlog until the stream ends.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.StreamIdle"/>: nobody spoke in time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _start.Begin(_request.Endpointing.SpeechStartTimeout, speech.Position);
        while (await backlog.WaitAsync(cancellationToken))
        {
            while (backlog.TryTake(out var item))
                await ProcessAsync(item, cancellationToken);
            if (_request.InterimResults && transcriber.HasInterims && interim.IsDue(_request.InterimInterval))
                await AnswerInterimAsync(cancellationToken);
        }

        await AnswerAsync(speech.End(), cancellationToken);
    }

    private async Task ProcessAsync(BacklogItem item, CancellationToken cancellationToken)
    {
        switch (item.Control)
        {
            case null:
                await AnswerAsync(speech.Append(item.Audio), cancellationToken);
                _start.Check(speech.Position);
                break;
            case LiveControl.Finish:
                await AnswerAsync(speech.Finish(), cancellationToken);
                await SendAsync([], LiveAcknowledgement.Finished, cancellationToken);
                break;
            case LiveControl.Clear:
                await ClearAsync(cancellationToken);
                break;
            case LiveControl.Change change:
                _next = change.Plan;
                if (!speech.IsSpeaking)
                    Change();
                await SendAsync([], LiveAcknowledgement.Configured, cancellationToken);
                break;
        }
    }

    private async Task AnswerAsync(IEnumerable<SpeechChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case SpeechChange.Began began:
                    _start.End();
                    interim.Begin(speech.OpenStart, began.At);
                    await TellAsync(isBegin: true, began.At, cancellationToken);
                    break;
                case SpeechChange.Ended ended:
                    await TellAsync(isBegin: false, ended.At, cancellationToken);
                    break;
                case SpeechChange.Uttered uttered:
                    await AnswerFinalAsync(uttered.Utterance, cancellationToken);
                    interim.Begin(uttered.Utterance.End, uttered.Utterance.End);
                    Change();
                    break;
            }
        }
    }

    private async Task AnswerFinalAsync(Utterance utterance, CancellationToken cancellationToken)
    {
        var position = speech.Position;
        var segments = await transcriber.TranscribeFinalAsync(utterance, interim.Beginning, cancellationToken);
        if (Final(segments, SampleTime.Of(utterance.Start), SampleTime.Of(utterance.End)) is { } result)
            await SendAsync([result], position, cancellationToken);
    }

    private async Task AnswerInterimAsync(CancellationToken cancellationToken)
    {
        var position = speech.Position;
        if (await interim.MakeAsync(_utterance, cancellationToken) is { } results)
            await SendAsync(results, position, cancellationToken);
    }

    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        var start = SampleTime.Of(speech.OpenStart);
        var end = SampleTime.Of(speech.Position);
        var cleared = speech.Clear();
        var result = cleared ? Final([], start, end) : null;
        interim.Begin(speech.Position, speech.Position);
        Change();
        var ended = cleared && _request.VoiceActivityEvents ? new SpeechEvent(IsBegin: false, end) : null;
        await SendAsync(result is null ? [] : [result], LiveAcknowledgement.Cleared, cancellationToken, ended);
    }

    /// <summary>The final result; null for an utterance without text that had no interim text either, unless it is wanted.</summary>
    private LiveResult? Final(IReadOnlyList<Segment> segments, TimeSpan start, TimeSpan end)
    {
        if (segments.Count == 0 && !interim.IsShown && !_request.EmptyResults)
            return null;
        var text = TranscriptText.Join(segments.Select(segment => segment.Text));
        return segments.Count == 0
            ? new LiveResult(_utterance++, text, IsFinal: true, Stability: 0, "", start, end, segments)
            : new LiveResult(
                _utterance++, text, IsFinal: true, Stability: 0, segments[0].LanguageCode, segments[0].Start, segments[^1].End, segments);
    }

    /// <summary>Applies a configuration that waits for the end of the utterance.</summary>
    private void Change()
    {
        if (_next is not { } next)
            return;
        (_request, _next) = (next.Request, null);
        speech.Change(_request.Endpointing);
        transcriber.Change(next);
        _start.Begin(_request.Endpointing.SpeechStartTimeout, speech.Position);
    }

    private ValueTask TellAsync(bool isBegin, long at, CancellationToken cancellationToken) => _request.VoiceActivityEvents
        ? SendAsync([], speech.Position, cancellationToken, new SpeechEvent(isBegin, SampleTime.Of(at)))
        : ValueTask.CompletedTask;

    private ValueTask SendAsync(
        IReadOnlyList<LiveResult> results, LiveAcknowledgement done, CancellationToken cancellationToken, SpeechEvent? change = null) =>
        SendAsync(results, speech.Position, cancellationToken, change, done);

    private ValueTask SendAsync(
        IReadOnlyList<LiveResult> results,
        long position,
        CancellationToken cancellationToken,
        SpeechEvent? change = null,
        LiveAcknowledgement? done = null) =>
        onUpdate(
            new LiveUpdate(results, change, SampleTime.Of(backlog.Received), SampleTime.Of(position), done)
            {
                FinalResultsOnly = _request.InterimResults && !transcriber.HasInterims,
            },
            cancellationToken);
}
