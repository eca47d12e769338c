using Google.Protobuf.WellKnownTypes;
using Microsoft.OpenApi;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>What failed calls are answered: the contract's statuses in its two shapes, each a component of the document.</summary>
internal sealed class ErrorResponses(OpenApiDocument document, SchemaFactory schemas)
{
    private static readonly Dictionary<string, (string Name, string Description)> Statuses = new()
    {
        ["400"] = ("Invalid", "The request is wrong: a field, the URL, the audio, or its size."),
        ["401"] = ("Unauthenticated", "The server asks for a key, and the call showed none or a wrong one."),
        ["404"] = ("NotFound", "There is no such operation."),
        ["429"] = ("QuotaExceeded", "The caller's quota is used up."),
        ["503"] = ("Unavailable", "The queue is full, the model is not loaded yet, or the server is shutting down."),
    };

    /// <summary>The response of one status in one shape.</summary>
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
        Description = "Seconds after which to try again, where the server knows.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
    };

    private OpenApiSchemaReference Body(ErrorShape shape)
    {
        var (name, member) = shape == ErrorShape.Status ? ("Error", "error") : ("ErrorDetail", "detail");
        if (document.Components?.Schemas?.ContainsKey(name) != true)
            document.AddComponent<IOpenApiSchema>(name, Object(new() { [member] = shape == ErrorShape.Status ? Status() : Text("What is wrong.") }));
        return new OpenApiSchemaReference(name, document);
    }

    private OpenApiSchema Status() => Object(new()
    {
        ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "HTTP's status." },
        ["status"] = Text("gRPC's status, e.g. `INVALID_ARGUMENT`."),
        ["message"] = Text("What is wrong."),
        ["details"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = schemas.Of(Any.Descriptor),
            Description = "A `google.rpc.ErrorInfo` with a `reason` in UPPER_SNAKE_CASE and the domain `transcribe`; where it helps, a `BadRequest` or `RetryInfo`.",
        },
    });

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Object(Dictionary<string, IOpenApiSchema> properties) =>
        new() { Type = JsonSchemaType.Object, Properties = properties, Required = properties.Keys.ToHashSet() };
}
