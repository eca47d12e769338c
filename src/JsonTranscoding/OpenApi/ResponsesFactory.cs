using Microsoft.OpenApi;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Streams;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Creates the responses of a call.</summary>
internal sealed class ResponsesFactory(OpenApiDocument document, SchemaFactory schemas)
{
    /// <summary>The media types of calls that return a file.</summary>
    private static readonly string[] FileTypes = ["application/x-subrip", "text/vtt", "text/tab-separated-values", "text/plain"];

    private readonly ErrorResponses _errors = new(document, schemas);

    public OpenApiResponses Create(HttpBinding binding)
    {
        var answer = Answer(binding);
        return binding.Path.Path switch
        {
            // Load balancers call this path, so it needs no key and has the same body in every state.
            "/health" => new() { ["200"] = answer, ["503"] = Answer(binding, "The server is loading or draining.") },
            // These errors have another form, which a fragment of the document describes.
            "/v1/models" or "/v1/models/{id}" => new() { ["200"] = answer },
            "/generate" => WithErrors("200", answer, ErrorShape.Detail, Statuses(binding)),
            "/generate_webhook" => WithErrors("202", answer, ErrorShape.Detail, Statuses(binding)),
            _ => WithErrors("200", answer, ErrorShape.Status, Statuses(binding)),
        };
    }

    private static IEnumerable<string> Statuses(HttpBinding binding)
    {
        string[] always = ["400", "401", "429", "500", "503"];
        var hasRequestId = binding.Method.InputType.FindFieldByName("request_id") is not null;
        return always
            .Concat(binding.Path.Path == "/v1/models:unload" ? ["403"] : [])
            .Concat(binding.Path.Parameters.Count > 0 ? ["404"] : [])
            .Concat(hasRequestId ? ["409"] : [])
            .Concat(binding.Body.Length > 0 ? ["415"] : [])
            .Order(StringComparer.Ordinal);
    }

    private OpenApiResponses WithErrors(string success, OpenApiResponse answer, ErrorShape shape, IEnumerable<string> statuses)
    {
        var responses = new OpenApiResponses { [success] = answer };
        foreach (var status in statuses)
            responses[status] = _errors.Of(status, shape);
        return responses;
    }

    private static Dictionary<string, IOpenApiMediaType> Files => FileTypes.ToDictionary(
        type => type,
        IOpenApiMediaType (_) => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });

    private OpenApiResponse Answer(HttpBinding binding, string? description = null) => new()
    {
        Description = description ?? (binding.Method.IsServerStreaming
            ? "Newline-delimited JSON: one object of this schema per line, sent as soon as it is available. With `Accept: "
                + "text/event-stream`, each object is the data of a server-sent event, and an error has the event type `error`."
            : "Success."),
        Content = Content(binding),
    };

    private Dictionary<string, IOpenApiMediaType> Content(HttpBinding binding) => binding.Method switch
    {
        { IsServerStreaming: true } => new()
        {
            [StreamFormatExtensions.NdjsonType] = new OpenApiMediaType { Schema = schemas.Of(binding.Method.OutputType) },
            [StreamFormatExtensions.EventsType] = new OpenApiMediaType { Schema = schemas.Of(binding.Method.OutputType) },
        },
        _ when binding.Method.OutputType.FullName == Google.Api.HttpBody.Descriptor.FullName => Files,
        _ => JsonContent.Of(schemas.Of(binding.Method.OutputType)),
    };
}
