using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Transcription.Segments;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription;

/// <summary>Transcribes recorded audio.</summary>
/// <remarks>
/// The steps, each with its folder. The code has the same numbers:
/// <list type="number">
/// <item>Audio: bytes or URL → 16 kHz mono PCM blocks.</item>
/// <item>Windows: PCM blocks → windows of at most 30 s, cut at the quietest point, and silence, which is not sent to the model.</item>
/// <item>The model: windows → text with times, transcribed concurrently and returned in order of time. Each engine implements
/// <see cref="ISpeechModel"/>.</item>
/// <item>Segments: text → numbered segments with times in the audio, and coverage of every sample.</item>
/// </list>
/// </remarks>
internal sealed class TranscriptionPipeline(
    IOptions<AdmissionOptions> options,
    Admission admission,
    ModelCatalog models,
    IGuardedHttp http,
    IAudioReader audio,
    WindowCutter cutter,
    TranscriptionMeter meter,
    TimeProvider time) : ITranscriber
{
    private readonly DeadlineAdmission _deadlines = new(options.Value, time);

    /// <inheritdoc/>
    public bool IsReady => models.IsReady;

    /// <inheritdoc/>
    public int Concurrency => models.DefaultConcurrency;

    /// <inheritdoc/>
    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken) => meter.CountAsync(
            models.NameOf(request.Settings.Model),
            request.Priority,
            onWindow,
            watched => RunAsync(request, resume, watched, cancellationToken));

    /// <inheritdoc/>
    public void Check(TranscriptionRequest request)
    {
        if (request.Audio is AudioInput.Remote remote)
            http.Check(remote.Uri);
        if (models.FindLoaded(request.Settings.Model) is { } model)
            SettingsCheck.Apply(request.Settings, model.Description);
    }

    private async Task<TranscriptionSummary> RunAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        // Callers of a model that is still loading must not take the places of callers whose model is there.
        var model = request.Priority == WorkPriority.Background
            ? await models.GetSoonAsync(request.Settings.Model, cancellationToken)
            : await models.GetAsync(request.Settings.Model, request.Caller, cancellationToken);
        using var inlinePlace = Admit(request);
        // A fetch may take long, so it holds no place. A call that would get none is refused before it.
        var isRemote = request.Audio is AudioInput.Remote;
        if (isRemote)
            inlinePlace?.Dispose();
        var requester = new Requester(request.Caller, request.Priority);
        var settings = SettingsCheck.Apply(request.Settings, model.Description, resume.LanguageCode);
        var clip = settings.Clip ?? AudioClip.Whole;
        if (resume.EndSample < SampleTime.In(clip.Start))
            resume = resume with { EndSample = SampleTime.In(clip.Start) };

        var input = request.Audio with
        {
            Track = settings.AudioTrack,
            Requester = requester,
        };
        await using var pcm = await audio.OpenAsync(input, cancellationToken); // 1
        using var place = isRemote ? Admit(request) : null;
        await using var decoded = await StartedBlocks.StartAsync(pcm.ReadBlocksAsync(cancellationToken), cancellationToken);
        var length = clip.LengthIn(pcm.StatedDuration);
        using var work = _deadlines.Enter(model, requester, length - resume.Coverage.Audio, request.Deadline);
        var blocks = ClipEnd.Of(decoded, clip, cancellationToken);
        var spans = cutter.CutAsync(blocks, resume.EndSample, cancellationToken); // 2
        var windows = new WindowSequence(model, settings, requester).TranscribeAsync(spans, cancellationToken); // 3

        var transcript = new TranscriptAssembler(resume); // 4
        await foreach (var (span, text) in windows)
        {
            work.Finish(SampleTime.Of(span.Length));
            await onWindow(transcript.Add(span, text) with { AudioDuration = length }, cancellationToken);
        }
        work.Complete();
        return transcript.Summarize(pcm.Fetched, pcm.Decoded, time.GetElapsedTime(started));
    }

    // The submitter of background work limits it.
    private IDisposable? Admit(TranscriptionRequest request) =>
        request.Priority == WorkPriority.Background ? null : admission.Enter(request.Caller);
}
