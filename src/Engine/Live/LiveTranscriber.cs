using Microsoft.Extensions.Options;
using Transcribe.Engine.Batching;
using Transcribe.Engine.Live.Agreement;
using Transcribe.Engine.Live.Decoding;
using Transcribe.Engine.Live.Endpoints;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Live;

/// <summary>The way of one live stream's audio through the engine.</summary>
/// <remarks>
/// The steps, each with its file or folder:
/// <list type="number">
/// <item>LiveLimits: messages as they come, held to the limits.</item>
/// <item>Decoding: bytes → 16 kHz mono PCM.</item>
/// <item>AudioBacklog: what waits to be listened to; LiveIntake fills it, LiveSession empties it.</item>
/// <item>Endpoints: PCM → begin and end of speech, utterances.</item>
/// <item>UtteranceTranscriber: utterances, in progress or ended, through the engine's batches → text.</item>
/// <item>Agreement: what two transcripts of an utterance in progress agree on stays.</item>
/// </list>
/// </remarks>
public sealed class LiveTranscriber
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly LiveOptions _options;
    private readonly Admission _admission;
    private readonly ModelCatalog _models;
    private readonly LiveDecoder _decoder;
    private readonly VoiceDetectorFactory _detectors;
    private readonly EngineMeter _meter;
    private readonly TimeProvider _time;

    internal LiveTranscriber(
        IOptions<LiveOptions> options, ModelCatalog models, LiveDecoder decoder, VoiceDetectorFactory detectors, EngineMeter meter, TimeProvider time)
    {
        (_options, _models, _decoder, _detectors, _meter, _time) = (options.Value, models, decoder, detectors, meter, time);
        _admission = new Admission(_options.MaxStreams, "live streams", RetryAfter);
    }

    /// <summary>Transcribes audio while it arrives. Whatever ends the audio, what was heard before is answered first.</summary>
    /// <param name="request">What to do with it.</param>
    /// <param name="audio">Its bytes, cut anywhere; its failure becomes this call's, after the last answer.</param>
    /// <param name="onUpdate">Called for each answer in order, one at a time; a slow one holds back this stream alone.</param>
    /// <param name="cancellationToken">Stops everything within a second; nothing more is answered.</param>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    public async Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<ReadOnlyMemory<byte>> audio,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken)
    {
        using var place = _admission.Enter();
        using var counted = _meter.CountStream();
        var model = await _models.GetAsync(request.Model, cancellationToken);
        var options = RequestOptions.For(request, model.Folder, TranscriptionCheckpoint.Start);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var limits = new LiveLimits(_options, _time);
        var messages = limits.ApplyAsync(audio, over.Token); // 1
        var pcm = _decoder.Decode(messages, request.Format); // 2
        var backlog = new AudioBacklog(_options.MaxBacklog); // 3
        var session = new LiveSession(
            request,
            new UtteranceStream(_detectors.Create(), request.SpeechEndTimeout), // 4
            new UtteranceTranscriber(model, options), // 5
            new LocalAgreement(model.Codec, model.Folder.Generation.Tokens.EndOfText), // 6
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
            // Whatever ended this early, nothing of the stream stays behind: no reader, no ffmpeg.
            await over.CancelAsync();
            await intake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
