using Microsoft.OpenApi;
using Transcribe.JsonTranscoding.Errors;

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
            "/generate" => WithErrors("200", answer, ErrorShape.Detail, ["400", "401", "429", "503"]),
            "/generate_webhook" => WithErrors("202", answer, ErrorShape.Detail, ["400", "401", "429", "503"]),
            _ when binding.Path.Parameters.Count > 0 => WithErrors("200", answer, ErrorShape.Status, ["400", "401", "404", "429", "503"]),
            _ => WithErrors("200", answer, ErrorShape.Status, ["400", "401", "429", "503"]),
        };
    }

    private OpenApiResponses WithErrors(string success, OpenApiResponse answer, ErrorShape shape, string[] statuses)
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
            ? "Newline-delimited JSON: one object of this schema per line, sent as soon as it is available."
            : "Success."),
        Content = binding.Method.OutputType.FullName == Google.Api.HttpBody.Descriptor.FullName
            ? Files
            : JsonContent.Of(schemas.Of(binding.Method.OutputType)),
    };
}
