using Microsoft.AspNetCore.Http;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Streams;
using Transcribe.OpenAi.Errors;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi.Answers;

/// <summary>
/// Writes a whole answer. Clients give up if no header arrives within minutes, so a response begins while the transcription lasts: JSON
/// with white space, other formats with the headers alone. An error after that is the body of a JSON response with status 200, and ends the
/// connection of another.
/// </summary>
internal sealed class AnswerWriter(CallErrors errors, TimeProvider time)
{
    public async Task WriteAsync(HttpResponse response, AudioForm form, Task<Transcript> work)
    {
        string body;
        try
        {
            var transcript = await Patience.WaitAsync(work, time, () => BeginAsync(response, form.Format));
            body = Answer.Write(transcript, form);
        }
        catch (Exception fault) when (response.HasStarted && !response.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var error = errors.Of(fault, response.HttpContext);
            if (!Answer.IsJson(form.Format))
            {
                // A client would take any text for the transcript.
                response.HttpContext.Abort();
                return;
            }
            body = OpenAiErrorsAttribute.Of(error).ToJsonString();
        }
        if (!response.HasStarted)
            response.ContentType = Answer.ContentType(form.Format);
        await response.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    private static async Task BeginAsync(HttpResponse response, AnswerFormat format)
    {
        if (!response.HasStarted)
        {
            response.ContentType = Answer.ContentType(format);
            ProxyBuffering.Disable(response);
        }
        if (Answer.IsJson(format))
            await response.WriteAsync("\n", response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }
}
