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

    /// <summary>OpenAI's transcription.</summary>
    public Task TranscribeAsync(HttpContext context) =>
        RunAsync(context, fields => AudioFormReader.Read(fields, TranscriptionTask.Transcribe));

    /// <summary>OpenAI's translation into English.</summary>
    public Task TranslateAsync(HttpContext context) =>
        RunAsync(context, fields => AudioFormReader.Read(fields, TranscriptionTask.Translate));

    /// <summary>The transcription of whisper.cpp's server, which takes the same fields and counts time in milliseconds.</summary>
    public Task InferAsync(HttpContext context) =>
        RunAsync(context, fields => AudioFormReader.Read(fields, TranscriptionTask.Transcribe, second: 1000));

    /// <summary>The transcription of whisper-asr-webservice.</summary>
    public Task AnswerAsrAsync(HttpContext context) => RunAsync(context, AsrFormReader.Read);

    /// <summary>The language detection of whisper-asr-webservice: transcribes until the first speech.</summary>
    public async Task DetectLanguageAsync(HttpContext context)
    {
        var cancellation = gate.Enter(context, context.RequestAborted);
        using var upload = await UploadReader.ReadFormAsync(context.Request, spool, cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var request = ToRequest(upload, AsrFormReader.Read(Fields(upload, context)), context.GetCaller());
        Segment? first = null;
        try
        {
            await transcriber.TranscribeAsync(
                request,
                (segment, _) =>
                {
                    first ??= segment;
                    return new ValueTask(ending.CancelAsync());
                },
                ending.Token);
        }
        catch (OperationCanceledException) when (first is not null)
        {
            // The rest of the audio is not needed.
        }
        var answer = LanguageAnswer.Of(first ?? throw RpcErrors.InvalidField("audio_file", "The audio contains no speech"));
        context.Response.ContentType = Answer.Json;
        await context.Response.WriteAsync(JsonForms.Write(answer), context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, Func<FormFields, AudioForm> read)
    {
        var cancellation = gate.Enter(context, context.RequestAborted);
        using var upload = await UploadReader.ReadFormAsync(context.Request, spool, cancellation);
        var form = read(Fields(upload, context));
        var request = ToRequest(upload, form, context.GetCaller());
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

    private static FormFields Fields(Upload upload, HttpContext context) => new(
    [
        .. upload.Fields,
        .. context.Request.Query.SelectMany(field => field.Value, (field, value) => new UploadField(field.Key, value ?? "")),
    ]);

    private static TranscriptionRequest ToRequest(Upload upload, AudioForm form, Caller caller) => new()
    {
        Audio = Audio(upload.File, form.Url) with { Format = form.Pcm },
        Settings = form.ToSettings(),
        Caller = caller,
    };

    private static AudioInput Audio(ISpooledAudio? file, string? url) => (file, url) switch
    {
        ({ } audio, null) => new AudioInput.Spooled(audio),
        (null, { } text) => AudioUrls.ToAudio(text, "url"),
        (null, null) => throw RpcErrors.InvalidField("file", "The form has no part `file` with the audio, and no `url`"),
        _ => throw RpcErrors.InvalidField("url", "The form has both a `file` and a `url`"),
    };
}
