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
/// <item>LiveLimits: messages of the caller → messages within the limits.</item>
/// <item>Audio's <see cref="IStreamDecoder"/>: bytes → 16 kHz mono PCM.</item>
/// <item>AudioBacklog: PCM that waits for processing. LiveIntake fills it, LiveSession empties it.</item>
/// <item>Speech: PCM → begin and end of speech, utterances.</item>
/// <item>UtteranceTranscriber: utterances, in progress or ended, through the model → text.</item>
/// <item>LocalAgreement: interim texts → the words that two of them agree on.</item>
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
        _admission = new Admission(_options.MaxStreams, "live streams", RetryAfter);
    }

    /// <inheritdoc/>
    public async Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken)
    {
        var model = await _models.GetAsync(request.Settings.Model, cancellationToken);
        using var place = _admission.Enter();
        using var counted = _meter.CountStream();
        var settings = SettingsCheck.Apply(request.Settings, model.Description);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var limits = new LiveLimits(_options, _time);
        var messages = limits.ApplyAsync(audio, over.Token); // 1
        var pcm = _decoder.Decode(messages, request.Format, settings.AudioTrack); // 2
        var backlog = new AudioBacklog(_options.MaxBacklog); // 3
        var session = new LiveSession(
            request,
            new UtteranceStream(_detectors.Create(), request.SpeechEndTimeout), // 4
            new UtteranceTranscriber(model, settings, request.Caller), // 5
            new LocalAgreement(), // 6
            backlog,
            _time,
            (update, token) => limits.AnswerAsync(update, onUpdate, token));

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
}
