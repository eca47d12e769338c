using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;

namespace Transcribe.Transcription.Live;

/// <summary>
/// The interim texts of the utterance in progress. Each is made from all its audio so far, and begins with the words on which earlier ones
/// agree.
/// </summary>
internal sealed class InterimTexts(UtteranceStream speech, UtteranceTranscriber transcriber, LocalAgreement agreement, TimeProvider time)
{
    /// <summary>The stability of interim results: of the part that two transcripts agree on, and of the rest.</summary>
    private const float StableStability = 0.95f;
    private const float TailStability = 0.4f;

    /// <summary>After a pause of this length the word before it is complete.</summary>
    private static readonly long WordPause = SampleTime.In(TimeSpan.FromSeconds(0.25));

    /// <summary>The least new audio before the next interim result, as a multiple of the time that the last one took.</summary>
    private const int BreathingSpace = 2;

    private long _stableEnd;
    private long _interimEnd;
    private long _pause;

    /// <summary>Whether the utterance has interim results, which its final result must replace.</summary>
    public bool IsShown { get; private set; }

    /// <summary>The text with which the final text must begin; null for none.</summary>
    public Continuation? Beginning => agreement.Beginning;

    /// <summary>Begins an utterance. Its speech starts a little later.</summary>
    public void Begin(long start, long speechStart)
    {
        agreement.Reset();
        (IsShown, _stableEnd, _interimEnd, _pause) = (false, start, speechStart, 0);
    }

    /// <summary>Whether there is enough new audio, with voice in it.</summary>
    public bool IsDue(TimeSpan interval) =>
        speech.IsOpen
        && speech.Position - _interimEnd >= Math.Max(SampleTime.In(interval), _pause)
        && speech.LastVoice > _interimEnd;

    /// <summary>Makes the interim results of the utterance in progress; null if there is nothing to send.</summary>
    public async Task<IReadOnlyList<LiveResult>?> MakeAsync(int number, CancellationToken cancellationToken)
    {
        var (utterance, started) = (speech.Open(), time.GetTimestamp());
        var endsInPause = utterance.End - speech.LastVoice >= WordPause;
        var heardBefore = _interimEnd;
        var transcript = await transcriber.TranscribeInterimAsync(utterance, agreement.Beginning, cancellationToken);
        _interimEnd = utterance.End;
        _pause = BreathingSpace * SampleTime.In(time.GetElapsedTime(started));
        if (transcript.SuppressionReason is not null || transcript.Text is not { } text)
            return null;

        // A long utterance will be cut at a place that is not known yet, so no more words become stable.
        if (!speech.MayBeCut && agreement.Add(text, endsInPause))
            _stableEnd = endsInPause ? utterance.End : heardBefore;
        IReadOnlyList<LiveResult> results = [.. Results(number, transcript.Language, text, utterance.End)];
        if (results.Count == 0 && !IsShown)
            return null;
        IsShown = true;
        return results;
    }

    private IEnumerable<LiveResult> Results(int number, string language, IWindowText words, long end)
    {
        var (stable, text) = (agreement.Text, words.Beginning(words.Words.Count));
        var tail = text.StartsWith(stable, StringComparison.Ordinal) ? text[stable.Length..].Trim() : "";
        if (stable.Length > 0)
            yield return Interim(stable, StableStability, speech.OpenStart, _stableEnd);
        if (tail.Length > 0)
            yield return Interim(tail, TailStability, _stableEnd, end);

        LiveResult Interim(string part, float stability, long from, long to) => new(
            number, part, IsFinal: false, stability, language, SampleTime.Of(from), SampleTime.Of(to), []);
    }
}
