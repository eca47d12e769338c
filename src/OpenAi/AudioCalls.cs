using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Uploads;
using Transcribe.OpenAi.Answers;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi;

/// <summary>Runs one call: the upload becomes a form, the form a request, and the transcript an answer or events.</summary>
internal sealed class AudioCalls(
    ITranscriber transcriber, IAudioSpool spool, ICallGate gate, IStreamPlaces streams, CallErrors errors, TimeProvider time)
{
    /// <summary>Segments that wait for a slow reader.</summary>
    private const int WaitingSegments = 16;

    public Task TranscribeAsync(HttpContext context) => RunAsync(context, TranscriptionTask.Transcribe);

    public Task TranslateAsync(HttpContext context) => RunAsync(context, TranscriptionTask.Translate);

    private async Task RunAsync(HttpContext context, TranscriptionTask task)
    {
        var cancellation = gate.Enter(context, context.RequestAborted);
        using var upload = await UploadReader.ReadFormAsync(context.Request, spool, cancellation);
        var form = AudioFormReader.Read(new FormFields(upload.Fields), task);
        var request = new TranscriptionRequest
        {
            Audio = Audio(upload.File, form.Url),
            Settings = form.Settings,
            Caller = context.GetCaller(),
        };
        using var place = form.Stream ? streams.Enter(request.Caller) : null;
        await AnswerAsync(context.Response, form, request, cancellation);
    }

    private async Task AnswerAsync(
        HttpResponse response, AudioForm form, TranscriptionRequest request, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A slow reader delays only its own request: the channel fills, and no further window of it is submitted.
        var segments = form.Stream ? Channel.CreateBounded<Segment>(WaitingSegments) : null;
        var work = HearAsync(request, segments?.Writer, ending.Token);
        try
        {
            await (segments is null
                ? new AnswerWriter(errors, time).WriteAsync(response, form, work)
                : new EventWriter(errors, time).WriteAsync(response, form, segments.Reader, work));
        }
        finally
        {
            await ending.CancelAsync();
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Transcript> HearAsync(
        TranscriptionRequest request, ChannelWriter<Segment>? onSegment, CancellationToken cancellation)
    {
        var segments = new List<Segment>();
        try
        {
            var summary = await transcriber.TranscribeAsync(
                request,
                (segment, token) =>
                {
                    segments.Add(segment);
                    return onSegment?.WriteAsync(segment, token) ?? ValueTask.CompletedTask;
                },
                cancellation);
            return new Transcript(request.Settings.Task, segments, summary);
        }
        finally
        {
            onSegment?.Complete();
        }
    }

    private static AudioInput Audio(ISpooledAudio? file, string? url) => (file, url) switch
    {
        ({ } audio, null) => new AudioInput.Spooled(audio),
        (null, { } text) => AudioUrls.ToAudio(text, "url"),
        (null, null) => throw RpcErrors.InvalidField("file", "The form has no part `file` with the audio, and no `url`"),
        _ => throw RpcErrors.InvalidField("url", "The form has both a `file` and a `url`"),
    };
}
