using Transcribe.Engine.Audio;
using Transcribe.Engine.Batching;
using Transcribe.Engine.Models;
using Transcribe.Engine.Segments;
using Transcribe.Engine.Windows;

namespace Transcribe.Engine;

/// <summary>The way of one request's audio through the engine.</summary>
/// <remarks>
/// The steps, each with its folder:
/// <list type="number">
/// <item>Audio: bytes or URL → 16 kHz mono PCM blocks.</item>
/// <item>Windows: PCM blocks → windows of at most 30 s, cut at the quietest point; silence dropped.</item>
/// <item>Batching: windows of all requests → batches, one loop a model.</item>
/// <item>Inference: batch → logits.</item>
/// <item>Generation: logits → tokens, by Whisper's decoding rules.</item>
/// <item>Segments: tokens → segments with times, words and scores; every second accounted for.</item>
/// </list>
/// </remarks>
public sealed class TranscriptionPipeline
{
    private readonly Admission _admission;
    private readonly ModelCatalog _models;
    private readonly AudioReader _audio;
    private readonly WindowCutter _cutter;
    private readonly EngineMeter _meter;
    private readonly TimeProvider _time;

    internal TranscriptionPipeline(Admission admission, ModelCatalog models, AudioReader audio, WindowCutter cutter, EngineMeter meter, TimeProvider time) =>
        (_admission, _models, _audio, _cutter, _meter, _time) = (admission, models, audio, cutter, meter, time);

    /// <summary>Transcribes one request's audio.</summary>
    /// <param name="request">The audio and what to do with it.</param>
    /// <param name="onSegment">Called for each segment in order of time, one at a time; a slow one holds back this request alone.</param>
    /// <param name="cancellationToken">Stops the fetch, the audio decoder and the engine's work on this request within a second.</param>
    /// <returns>What is said of the whole, after the last segment.</returns>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        Func<Segment, CancellationToken, ValueTask> onSegment,
        CancellationToken cancellationToken) => TranscribeAsync(
            request,
            TranscriptionCheckpoint.Start,
            async (window, token) =>
            {
                foreach (var segment in window.Segments)
                    await onSegment(segment, token);
            },
            cancellationToken);

    /// <summary>Transcribes one request's audio, window by window, from its start or from where an earlier run over the same audio and request left off.</summary>
    /// <param name="request">The audio and what to do with it.</param>
    /// <param name="resume">The earlier run's last checkpoint, or <see cref="TranscriptionCheckpoint.Start"/>.</param>
    /// <param name="onWindow">Called for each window and each silence in order of time, one at a time; a slow one holds back this request alone.</param>
    /// <param name="cancellationToken">Stops the fetch, the audio decoder and the engine's work on this request within a second.</param>
    /// <returns>What is said of the whole, the earlier run's part included.</returns>
    /// <exception cref="TranscriptionException">Any expected failure.</exception>
    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken) => _meter.CountAsync(() => RunAsync(request, resume, onWindow, cancellationToken));

    private async Task<TranscriptionSummary> RunAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        using var place = request.Priority == WorkPriority.Background ? null : _admission.Enter();
        var started = _time.GetTimestamp();
        var model = await _models.GetAsync(request.Model, cancellationToken);
        var options = RequestOptions.For(request, model.Folder, resume);

        await using var pcm = await _audio.OpenAsync(request.Audio, cancellationToken); // 1
        var spans = _cutter.CutAsync(pcm.ReadBlocksAsync(cancellationToken), resume.EndSample, cancellationToken); // 2
        var windows = new WindowSequence(model, options, request.Priority).TranscribeAsync(spans, cancellationToken); // 3, 4, 5

        var transcript = new TranscriptAssembler(resume); // 6
        await foreach (var (span, result) in windows)
            await onWindow(transcript.Add(span, result) with { AudioDuration = pcm.StatedDuration }, cancellationToken);
        return transcript.Summarize(pcm.Fetched, pcm.Decoded, _time.GetElapsedTime(started));
    }
}
