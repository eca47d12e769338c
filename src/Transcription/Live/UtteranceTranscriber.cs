using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Transcribes one stream's utterances, complete or in progress. If the language is open, it is detected in the first utterance with text, and then stays for the rest,
/// as in files.
/// </summary>
internal sealed class UtteranceTranscriber(ISpeechModel model, TranscriptionSettings settings)
{
    private readonly Requester _interim = new(WorkPriority.LiveInterim);
    private readonly WindowTranscriber _final = new(model, new Requester(WorkPriority.LiveFinal));
    private TranscriptionSettings _settings = settings;
    private int _segments;

    /// <summary>A quick transcript of an utterance in progress: one pass, greedy unless the caller set a temperature.</summary>
    /// <param name="utterance">Its audio so far.</param>
    /// <param name="beginning">The text with which it must begin; null for none.</param>
    /// <param name="cancellationToken">Ends the work within a second.</param>
    public Task<WindowTranscript> TranscribeInterimAsync(Utterance utterance, Continuation? beginning, CancellationToken cancellationToken) => model.TranscribeAsync(
        new WindowRequest
        {
            Requester = _interim,
            Samples = utterance.Samples,
            Settings = In(beginning) with { Temperature = _settings.Temperature ?? 0, WordTimestamps = false },
            Continuation = beginning,
        },
        cancellationToken);

    /// <summary>The segments of a complete utterance, numbered on from those before.</summary>
    /// <param name="utterance">All its audio.</param>
    /// <param name="beginning">The text with which it must begin; null for none.</param>
    /// <param name="cancellationToken">Ends the work within a second.</param>
    public async Task<IReadOnlyList<Segment>> TranscribeFinalAsync(Utterance utterance, Continuation? beginning, CancellationToken cancellationToken)
    {
        var parts = await _final.TranscribeAsync(utterance.Samples, In(beginning), beginning, cancellationToken);
        if (parts.DetectedLanguage() is { } language)
            _settings = _settings with { LanguageCodes = [language] };
        var segments = parts.ToSegments(utterance.Start, _segments);
        _segments += segments.Count;
        return segments;
    }

    /// <summary>The settings in the language of the text so far.</summary>
    private TranscriptionSettings In(Continuation? beginning) => beginning is null ? _settings : _settings with { LanguageCodes = [beginning.Language] };
}
