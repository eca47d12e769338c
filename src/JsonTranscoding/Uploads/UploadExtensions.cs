using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Inline;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Uploads;

/// <summary>Serves <c>Transcribe</c> for bodies that are the audio itself, or forms.</summary>
public static class UploadExtensions
{
    /// <summary>The path, which is also that of the transcoded method.</summary>
    internal const string Path = "/v1/transcribe";

    /// <summary>The content type of a form.</summary>
    internal const string FormType = "multipart/form-data";

    /// <summary>The content types of a body that is the audio, as curl's users send them. JSON goes to the transcoded method.</summary>
    internal static readonly string[] AudioTypes = ["audio/*", "video/*", "application/octet-stream", "application/ogg"];

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>
    /// Maps uploads. The fields of the request are parameters of the query or fields of the form, with their paths as names. The call runs
    /// the registered <see cref="Transcriber.TranscriberBase"/>.
    /// </summary>
    /// <param name="endpoints">A group that maps every exception to a status.</param>
    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, ServeAsync)
            .WithMetadata(new CarriesAudioAttribute(AudioUse.Recorded), new AcceptsMetadata([.. AudioTypes, FormType]));
        return endpoints;
    }

    private static async Task ServeAsync(HttpContext context)
    {
        var spool = context.RequestServices.GetRequiredService<IAudioSpool>();
        using var upload = UploadReader.IsForm(context.Request)
            ? await UploadReader.ReadFormAsync(context.Request, spool, context.RequestAborted)
            : await UploadReader.ReadRawAsync(context.Request, spool, context.RequestAborted);
        var service = context.RequestServices.GetRequiredService<Transcriber.TranscriberBase>();
        var response = await service.Transcribe(
            ToRequest(upload, context.Request.Query), new HttpCall(context, nameof(service.Transcribe), context.RequestAborted));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Formatter.Format(response), context.RequestAborted);
    }

    private static TranscribeRequest ToRequest(Upload upload, IQueryCollection query)
    {
        var parameters = query.SelectMany(field => field.Value, (field, value) => new UploadField(field.Key, value ?? ""));
        var request = MessageParameters.Read<TranscribeRequest>(parameters.Concat(upload.Fields));
        FieldLimits.Check(request);
        if (upload.File is null)
            return request;
        if (request.AudioSourceCase != TranscribeRequest.AudioSourceOneofCase.None)
            throw RpcErrors.InvalidField("uri", "The request has both a file and a `uri`");
        request.Content = SpooledContent.Refer(upload.File);
        return request;
    }
}
