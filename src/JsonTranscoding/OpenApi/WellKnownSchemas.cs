using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Protobuf's well-known types, which have forms of their own in JSON (https://protobuf.dev/programming-guides/json/).</summary>
internal static class WellKnownSchemas
{
    private static readonly string Package = Any.Descriptor.File.Package;

    private static readonly Dictionary<string, Action<OpenApiSchema>> Forms = new()
    {
        [Duration.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = @"^-?[0-9]+(\.[0-9]{1,9})?s$";
            schema.Description = "Seconds.";
            schema.Examples = ["3.5s"];
        },
        [Timestamp.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
            schema.Description = "RFC 3339, in UTC.";
        },
        [Any.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.Object;
            schema.Description = "A message of the type that `@type` names, with that message's fields beside it.";
            schema.Properties = new Dictionary<string, IOpenApiSchema> { ["@type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" } };
            schema.Required = new HashSet<string> { "@type" };
            schema.AdditionalProperties = new OpenApiSchema();
        },
        [Empty.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalPropertiesAllowed = false;
        },
    };

    /// <summary>What describes a well-known type; null for other messages.</summary>
    /// <exception cref="NotSupportedException">A well-known type that the contract did not use so far.</exception>
    public static Action<OpenApiSchema>? Of(MessageDescriptor message)
    {
        if (message.File.Package != Package)
            return null;
        return Forms.GetValueOrDefault(message.FullName) ?? throw new NotSupportedException($"{message.FullName} has a JSON form of its own, which is not described yet");
    }
}
