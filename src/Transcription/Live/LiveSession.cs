using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;

namespace Transcribe.Transcription.Live;

/// <summary>
/// The loop of one stream. It first processes all audio that has arrived and sends the final text of each utterance that has ended. Only
/// then does it make an interim text of the utterance in progress, so a slow machine produces fewer interim results.
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
    /// <summary>The stability of interim results: of the part that two transcripts agree on, and of the rest.</summary>
    private const float StableStability = 0.95f;
    private const float TailStability = 0.4f;

    /// <summary>After a pause of this length the word before it is complete.</summary>
    private static readonly long WordPause = SampleTime.In(TimeSpan.FromSeconds(0.25));

    /// <summary>The least new audio before the next interim result, as a multiple of the time that the last one took.</summary>
    private const int BreathingSpace = 2;

    private readonly long _interval = SampleTime.In(request.InterimInterval);
    private int _utterance;
    private bool _isShown;
    private long _stableEnd;
    private long _interimEnd;
    private long _pause;

    /// <summary>Processes the backlog until the stream ends.</summary>
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

    /// <summary>Begins an utterance. Its speech starts a little later.</summary>
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
        // An utterance without final text that had no interim text either is not reported.
        if (segments.Count == 0 && !_isShown)
            return;
        var text = TranscriptText.Join(segments.Select(segment => segment.Text));
        var (start, end) = segments.Count > 0
            ? (segments[0].Start, segments[^1].End)
            : (SampleTime.Of(utterance.Start), SampleTime.Of(utterance.End));
        var language = segments.Count > 0 ? segments[0].LanguageCode : "";
        var result = new LiveResult(_utterance++, text, IsFinal: true, Stability: 0, language, start, end, segments);
        await SendAsync([result], position, cancellationToken);
    }

    // There must be new audio with voice in it.
    private bool IsInterimDue() =>
        request.InterimResults
        && speech.IsOpen
        && speech.Position - _interimEnd >= Math.Max(_interval, _pause)
        && speech.LastVoice > _interimEnd;

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

        // A long utterance will be cut at a place that is not known yet, so no more words become stable.
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

    private ValueTask SendAsync(
        IReadOnlyList<LiveResult> results, long position, CancellationToken cancellationToken, SpeechEvent? change = null) =>
        onUpdate(new LiveUpdate(results, change, SampleTime.Of(backlog.Received), SampleTime.Of(position)), cancellationToken);
}
