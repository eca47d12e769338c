using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Transcription.Live.Speech;

namespace Transcribe.Transcription.Live;

/// <summary>Transcribes live streams.</summary>
/// <remarks>
/// The steps, each with its file or folder:
/// <list type="number">
/// <item>LiveLimits: inputs of the caller → inputs within the limits.</item>
/// <item>LiveDecoding, with Audio's <see cref="IStreamDecoder"/>: bytes → 16 kHz mono PCM.</item>
/// <item>AudioBacklog: PCM and controls that wait for processing. LiveIntake fills it, LiveSession empties it.</item>
/// <item>Speech: PCM → begin and end of speech, utterances.</item>
/// <item>UtteranceTranscriber: utterances, in progress or ended, through the model → text.</item>
/// <item>InterimTexts, with LocalAgreement: interim texts → the words that two of them agree on, and the rest.</item>
/// </list>
/// </remarks>
internal sealed class LiveTranscriber : ILiveTranscriber
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly LiveOptions _options;
    private readonly Admission _admission;
    private readonly ModelCatalog _models;
    private readonly IStreamDecoder _decoder;
    private readonly VoiceDetectors _detectors;
    private readonly TranscriptionMeter _meter;
    private readonly TimeProvider _time;

    public LiveTranscriber(
        IOptions<LiveOptions> options,
        ModelCatalog models,
        IStreamDecoder decoder,
        VoiceDetectors detectors,
        TranscriptionMeter meter,
        TimeProvider time)
    {
        (_options, _models, _decoder, _detectors, _meter, _time) = (options.Value, models, decoder, detectors, meter, time);
        _admission = new Admission(_options.MaxStreams, _options.CallerShare, "live streams", RetryAfter);
    }

    /// <inheritdoc/>
    public async Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<LiveInput> inputs,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(request, cancellationToken);
        using var place = _admission.Enter(request.Caller);
        var model = _models.NameOf(request.Settings.Model);
        using var counted = _meter.CountStream(model);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var limits = new LiveLimits(_options, _time);
        var messages = limits.ApplyAsync(inputs, over.Token); // 1
        var backlog = new AudioBacklog(_options.MaxBacklog); // 3
        var pcm = new LiveDecoding(_decoder, backlog, PlanAsync).RunAsync(request, messages, over.Token); // 2
        var speech = new UtteranceStream(_detectors.Create(), request.Endpointing); // 4
        var transcriber = new UtteranceTranscriber(plan, request.Caller); // 5
        var session = new LiveSession(
            request,
            speech,
            transcriber,
            new InterimTexts(speech, transcriber, new LocalAgreement(), _time), // 6
            backlog,
            (update, token) =>
            {
                _meter.RecordLag(model, update.AudioReceived - update.AudioProcessed);
                return limits.AnswerAsync(update, onUpdate, token);
            });

        var intake = new LiveIntake(_options, _time).RunAsync(pcm, backlog, over.Token);
        try
        {
            await session.RunAsync(cancellationToken);
            await intake;
        }
        finally
        {
            // Stops the reader and ffmpeg if the stream ends early.
            await over.CancelAsync();
            await intake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public Task CheckAsync(TranscriptionSettings settings, Caller caller, CancellationToken cancellationToken) =>
        PlanAsync(new LiveRequest { Settings = settings, Caller = caller }, cancellationToken);

    private async Task<LivePlan> PlanAsync(LiveRequest request, CancellationToken cancellationToken)
    {
        var model = await _models.GetAsync(request.Settings.Model, request.Caller, cancellationToken);
        return new LivePlan(request, model, SettingsCheck.Apply(request.Settings, model.Description));
    }
}
