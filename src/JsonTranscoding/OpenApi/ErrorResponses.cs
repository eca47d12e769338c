using Google.Protobuf.WellKnownTypes;
using Microsoft.OpenApi;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>The error responses: the statuses of the contract in both forms, each a component of the document.</summary>
internal sealed class ErrorResponses(OpenApiDocument document, SchemaFactory schemas)
{
    private static readonly Dictionary<string, (string Name, string Description)> Statuses = new()
    {
        ["400"] = ("Invalid", "A field, the URL, the audio or its size is invalid."),
        ["401"] = ("Unauthenticated", "The API key is missing or invalid."),
        ["403"] = ("NotAllowed", "The operator has not allowed the call, or not the origin of the page that makes it."),
        ["404"] = ("NotFound", "The operation or the model does not exist."),
        ["409"] = ("AlreadyExists", "The request ID was used for another request."),
        ["415"] = ("UnsupportedCoding", "The body has a content encoding."),
        ["429"] = ("QuotaExceeded", "The caller has exceeded its quota."),
        ["500"] = ("Internal", "The server failed. Its log has the details under the value of the header `x-request-id`."),
        ["503"] = ("Unavailable", "The queue is full, the model is not loaded yet, or the server is shutting down."),
    };

    /// <summary>Returns the response of a status in a form.</summary>
    public OpenApiResponseReference Of(string status, ErrorShape shape)
    {
        var (name, description) = Statuses[status];
        var id = shape == ErrorShape.Status ? name : name + "Detail";
        if (document.Components?.Responses?.ContainsKey(id) != true)
            document.AddComponent<IOpenApiResponse>(id, Create(description, Body(shape), mayRetry: status is "429" or "503"));
        return new OpenApiResponseReference(id, document);
    }

    private static OpenApiResponse Create(string description, IOpenApiSchema body, bool mayRetry) => new()
    {
        Description = description,
        Content = JsonContent.Of(body),
        Headers = mayRetry ? new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = RetryAfter() } : null,
    };

    private static OpenApiHeader RetryAfter() => new()
    {
        Description = "The delay before a retry in seconds, if the server knows it.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
    };

    private OpenApiSchemaReference Body(ErrorShape shape)
    {
        var (name, member) = shape == ErrorShape.Status ? ("Error", "error") : ("ErrorDetail", "detail");
        if (document.Components?.Schemas?.ContainsKey(name) != true)
            document.AddComponent<IOpenApiSchema>(
                name, Object(new() { [member] = shape == ErrorShape.Status ? Status() : Text("The error message.") }));
        return new OpenApiSchemaReference(name, document);
    }

    private OpenApiSchema Status() => Object(new()
    {
        ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
        ["status"] = Text("The gRPC status, e.g. `INVALID_ARGUMENT`."),
        ["message"] = Text("The error message."),
        ["details"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = schemas.Of(Any.Descriptor),
            Description = "A `google.rpc.ErrorInfo` with a `reason` in UPPER_SNAKE_CASE and the domain `transcribe`, and for some errors a "
                + "`BadRequest` or `RetryInfo`.",
        },
    });

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Object(Dictionary<string, IOpenApiSchema> properties) =>
        new() { Type = JsonSchemaType.Object, Properties = properties, Required = properties.Keys.ToHashSet() };
}
