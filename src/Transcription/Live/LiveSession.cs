using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;

namespace Transcribe.Transcription.Live;

/// <summary>
/// One stream's loop. It first listens to all audio that has come, answering each utterance that ended on the way with its final text, and only then spends
/// time on an interim text of the one in progress: when the machine is slow, interim results get rarer by themselves.
/// </summary>
internal sealed class LiveSession(
    LiveRequest request,
    UtteranceStream speech,
    UtteranceTranscriber transcriber,
    LocalAgreement agreement,
    AudioBacklog backlog,
    TimeProvider time,
    Func<LiveUpdate, CancellationToken, ValueTask> onUpdate)
{
    /// <summary>Of interim results: the part that two transcripts agreed on, and the rest.</summary>
    private const float StableStability = 0.95f;
    private const float TailStability = 0.4f;

    /// <summary>After a pause of this long the word before it is whole.</summary>
    private static readonly long WordPause = SampleTime.In(TimeSpan.FromSeconds(0.25));

    /// <summary>An interim result that took long to make is not followed by the next at once: at least this many times as much audio comes between.</summary>
    private const int BreathingSpace = 2;

    private readonly long _interval = SampleTime.In(request.InterimInterval);
    private int _utterance;
    private bool _isShown;
    private long _stableEnd;
    private long _interimEnd;
    private long _pause;

    /// <summary>Answers the backlog's audio to its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await backlog.WaitAsync(cancellationToken))
        {
            while (backlog.TryTake(out var block))
                await AnswerAsync(speech.Append(block), cancellationToken);
            if (IsInterimDue())
                await AnswerInterimAsync(cancellationToken);
        }

        await AnswerAsync(speech.End(), cancellationToken);
    }

    private async Task AnswerAsync(IEnumerable<SpeechChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case SpeechChange.Began began:
                    Expect(speech.OpenStart, began.At);
                    await TellAsync(new SpeechEvent(IsBegin: true, SampleTime.Of(began.At)), cancellationToken);
                    break;
                case SpeechChange.Ended ended:
                    await TellAsync(new SpeechEvent(IsBegin: false, SampleTime.Of(ended.At)), cancellationToken);
                    break;
                case SpeechChange.Uttered uttered:
                    await AnswerFinalAsync(uttered.Utterance, cancellationToken);
                    Expect(uttered.Utterance.End, uttered.Utterance.End);
                    break;
            }
        }
    }

    /// <summary>Another utterance begins, its speech a little later.</summary>
    private void Expect(long start, long speechStart)
    {
        agreement.Reset();
        (_isShown, _stableEnd, _interimEnd, _pause) = (false, start, speechStart, 0);
    }

    private ValueTask TellAsync(SpeechEvent change, CancellationToken cancellationToken) =>
        request.VoiceActivityEvents ? SendAsync([], speech.Position, cancellationToken, change) : ValueTask.CompletedTask;

    private async Task AnswerFinalAsync(Utterance utterance, CancellationToken cancellationToken)
    {
        var position = speech.Position;
        var segments = await transcriber.TranscribeFinalAsync(utterance, agreement.Beginning, cancellationToken);
        // What nobody was shown and came to nothing was no utterance.
        if (segments.Count == 0 && !_isShown)
            return;
        var text = TranscriptText.Join(segments.Select(segment => segment.Text));
        var (start, end) = segments.Count > 0 ? (segments[0].Start, segments[^1].End) : (SampleTime.Of(utterance.Start), SampleTime.Of(utterance.End));
        var language = segments.Count > 0 ? segments[0].LanguageCode : "";
        await SendAsync([new LiveResult(_utterance++, text, IsFinal: true, Stability: 0, language, start, end, segments)], position, cancellationToken);
    }

    // New audio, and voice in it.
    private bool IsInterimDue() =>
        request.InterimResults && speech.IsOpen && speech.Position - _interimEnd >= Math.Max(_interval, _pause) && speech.LastVoice > _interimEnd;

    private async Task AnswerInterimAsync(CancellationToken cancellationToken)
    {
        var (utterance, position, started) = (speech.Open(), speech.Position, time.GetTimestamp());
        var endsInPause = utterance.End - speech.LastVoice >= WordPause;
        var heardBefore = _interimEnd;
        var transcript = await transcriber.TranscribeInterimAsync(utterance, agreement.Beginning, cancellationToken);
        _interimEnd = utterance.End;
        _pause = BreathingSpace * SampleTime.In(time.GetElapsedTime(started));
        if (transcript.SuppressionReason is not null)
            return;

        // An utterance that may be too long will be cut at a place that is not known yet, so nothing more of it is settled.
        if (!speech.MayBeCut && agreement.Add(transcript.Text, endsInPause))
            _stableEnd = endsInPause ? utterance.End : heardBefore;
        await SendInterimAsync(transcript, utterance.End, position, cancellationToken);
    }

    private async ValueTask SendInterimAsync(WindowTranscript transcript, long end, long position, CancellationToken cancellationToken)
    {
        var (stable, text) = (agreement.Text, transcript.Text.Beginning(transcript.Text.Words.Count));
        var tail = text.StartsWith(stable, StringComparison.Ordinal) ? text[stable.Length..].Trim() : "";
        var results = new List<LiveResult>();
        if (stable.Length > 0)
            results.Add(Interim(stable, StableStability, transcript.Language, speech.OpenStart, _stableEnd));
        if (tail.Length > 0)
            results.Add(Interim(tail, TailStability, transcript.Language, _stableEnd, end));
        if (results.Count == 0 && !_isShown)
            return;
        _isShown = true;
        await SendAsync(results, position, cancellationToken);
    }

    private LiveResult Interim(string text, float stability, string language, long start, long end) =>
        new(_utterance, text, IsFinal: false, stability, language, SampleTime.Of(start), SampleTime.Of(end), []);

    private ValueTask SendAsync(IReadOnlyList<LiveResult> results, long position, CancellationToken cancellationToken, SpeechEvent? change = null) =>
        onUpdate(new LiveUpdate(results, change, SampleTime.Of(backlog.Received), SampleTime.Of(position)), cancellationToken);
}
