using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Describes bodies of JSON.</summary>
internal static class JsonContent
{
    public static Dictionary<string, IOpenApiMediaType> Of(IOpenApiSchema schema, JsonNode? example = null) =>
        new() { ["application/json"] = new OpenApiMediaType { Schema = schema, Example = example } };
}
