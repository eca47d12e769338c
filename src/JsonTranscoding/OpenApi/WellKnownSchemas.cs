using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>
/// Schemas of the well-known types of protobuf, which have special JSON forms (https://protobuf.dev/programming-guides/json/).
/// </summary>
internal static class WellKnownSchemas
{
    private static readonly string Package = Any.Descriptor.File.Package;

    private static readonly Dictionary<string, Action<OpenApiSchema>> Forms = new()
    {
        [Duration.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = @"^-?[0-9]+(\.[0-9]{1,9})?s$";
            schema.Description = "A duration in seconds.";
            schema.Examples = ["3.5s"];
        },
        [Timestamp.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
            schema.Description = "A time in UTC (RFC 3339).";
        },
        [Any.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.Object;
            schema.Description = "The fields of a message, and its type in `@type`.";
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["@type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" },
            };
            schema.Required = new HashSet<string> { "@type" };
            schema.AdditionalProperties = new OpenApiSchema();
        },
        [Empty.Descriptor.FullName] = schema =>
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalPropertiesAllowed = false;
        },
    };

    /// <summary>Returns an action that describes a well-known type, or null for other messages.</summary>
    /// <exception cref="NotSupportedException">No schema is defined for the well-known type.</exception>
    public static Action<OpenApiSchema>? Of(MessageDescriptor message)
    {
        if (message.File.Package != Package)
            return null;
        return Forms.GetValueOrDefault(message.FullName)
            ?? throw new NotSupportedException($"No schema is defined for the well-known type {message.FullName}");
    }
}
