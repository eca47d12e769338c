using Microsoft.AspNetCore.Http;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.OpenAi.Errors;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi.Answers;

/// <summary>
/// Writes a whole answer. Clients give up if no header arrives within minutes, so JSON begins with white space while the transcription
/// lasts. An error after that is the body of a response with status 200.
/// </summary>
internal sealed class AnswerWriter(CallErrors errors, TimeProvider time)
{
    public async Task WriteAsync(HttpResponse response, AudioForm form, Task<Transcript> work)
    {
        string body;
        try
        {
            var transcript = Answer.IsJson(form.Format)
                ? await Patience.WaitAsync(work, time, () => WriteSpaceAsync(response))
                : await work;
            body = Answer.Write(transcript, form);
        }
        catch (Exception fault) when (response.HasStarted && !response.HttpContext.RequestAborted.IsCancellationRequested)
        {
            body = OpenAiErrorsAttribute.Of(errors.Of(fault, response.HttpContext)).ToJsonString();
        }
        if (!response.HasStarted)
            response.ContentType = Answer.ContentType(form.Format);
        await response.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    private static async Task WriteSpaceAsync(HttpResponse response)
    {
        if (!response.HasStarted)
            response.ContentType = Answer.Json;
        await response.WriteAsync("\n", response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }
}
