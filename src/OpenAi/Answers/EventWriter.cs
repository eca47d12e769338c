using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Streams;
using Transcribe.OpenAi.Errors;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi.Answers;

/// <summary>
/// Writes an answer as server-sent events: a delta for each segment, then the whole text. The deltas, joined, are the text. A failure
/// before the first event is an ordinary error; later it is the last event.
/// </summary>
internal sealed class EventWriter(CallErrors errors, TimeProvider time)
{
    private string _last = "";

    /// <param name="response">The response.</param>
    /// <param name="form">What the caller asks for.</param>
    /// <param name="segments">The segments as they are heard. They end when the work ends, also if it fails.</param>
    /// <param name="work">Transcribes.</param>
    public async Task WriteAsync(HttpResponse response, AudioForm form, ChannelReader<Segment> segments, Task<Transcript> work)
    {
        try
        {
            while (await Patience.WaitAsync(segments.WaitToReadAsync().AsTask(), time, () => SendAsync(response, ": waiting")))
            {
                while (segments.TryRead(out var segment))
                    await SendAsync(response, Delta(segment, form.HasLogProbabilities));
            }
            await SendAsync(response, DoneEvent.Of(await work, form.HasLogProbabilities));
        }
        catch (Exception fault) when (response.HasStarted && !response.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var error = OpenAiErrorsAttribute.Of(errors.Of(fault, response.HttpContext));
            await SendAsync(response, $"event: error\ndata: {error.ToJsonString()}");
        }
        await SendAsync(response, "data: [DONE]");
    }

    private DeltaEvent Delta(Segment segment, bool hasLogProbabilities)
    {
        var space = TranscriptText.HasSpaceBetween(_last, segment.Text) ? " " : "";
        _last = segment.Text;
        return new DeltaEvent(space + segment.Text, LogProbability.Of([segment], hasLogProbabilities));
    }

    private static Task SendAsync<T>(HttpResponse response, T data)
        where T : class => SendAsync(response, $"data: {JsonForms.Write(data)}");

    private static async Task SendAsync(HttpResponse response, string lines)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-cache";
            ProxyBuffering.Disable(response);
        }
        await response.WriteAsync($"{lines}\n\n", response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }
}
