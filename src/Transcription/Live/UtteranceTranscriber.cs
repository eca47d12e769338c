using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Transcribes the utterances of one stream, complete or in progress. If several languages are possible, the language is detected in the
/// first utterance with text and kept for the rest, as for recorded audio.
/// </summary>
internal sealed class UtteranceTranscriber(LivePlan plan, Caller caller)
{
    private readonly Requester _interim = new(caller, WorkPriority.LiveInterim);
    private readonly Requester _final = new(caller, WorkPriority.LiveFinal);
    private ISpeechModel _model = plan.Model;
    private TranscriptionSettings _settings = plan.Settings;
    private int _segments;

    /// <summary>Whether the model makes interim results.</summary>
    public bool HasInterims => _model.Description.Capabilities.HasFlag(ModelCapabilities.InterimResults);

    /// <summary>Changes the model and the settings of the utterances from the next one on.</summary>
    public void Change(LivePlan next) => (_model, _settings) = (next.Model, next.Settings);

    /// <summary>
    /// Transcribes an utterance in progress once, without temperature fallback. Decoding is greedy unless the caller set a temperature.
    /// </summary>
    /// <param name="utterance">Its audio so far.</param>
    /// <param name="beginning">The text with which it must begin; null for none.</param>
    /// <param name="cancellationToken">Ends the work within a second.</param>
    public Task<WindowTranscript> TranscribeInterimAsync(
        Utterance utterance, Continuation? beginning, CancellationToken cancellationToken) => _model.TranscribeAsync(
        new WindowRequest
        {
            Requester = _interim,
            Samples = utterance.Samples,
            Settings = In(beginning) with { Temperature = _settings.Temperature ?? 0, WordTimestamps = false },
            Continuation = beginning,
        },
        cancellationToken);

    /// <summary>Transcribes a complete utterance. The indices of its segments continue those of the previous utterance.</summary>
    /// <param name="utterance">All its audio.</param>
    /// <param name="beginning">The text with which it must begin; null for none.</param>
    /// <param name="cancellationToken">Ends the work within a second.</param>
    public async Task<IReadOnlyList<Segment>> TranscribeFinalAsync(
        Utterance utterance, Continuation? beginning, CancellationToken cancellationToken)
    {
        var windows = new WindowTranscriber(_model, _final);
        var parts = await windows.TranscribeAsync(utterance.Samples, In(beginning), beginning, cancellationToken);
        if (parts.DetectedLanguage() is { } language)
            _settings = _settings with { LanguageCodes = [language] };
        var segments = parts.ToSegments(utterance.Start, _segments);
        _segments += segments.Count;
        return segments;
    }

    /// <summary>The settings with the language of the text so far.</summary>
    private TranscriptionSettings In(Continuation? beginning) =>
        beginning is null ? _settings : _settings with { LanguageCodes = [beginning.Language] };
}
