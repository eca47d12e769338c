using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Scalars in protobuf's JSON mapping (https://protobuf.dev/programming-guides/json/).</summary>
internal static class ScalarSchemas
{
    public static OpenApiSchema Of(FieldType type) => type switch
    {
        FieldType.Bool => new() { Type = JsonSchemaType.Boolean },
        FieldType.String => new() { Type = JsonSchemaType.String },
        FieldType.Bytes => new() { Type = JsonSchemaType.String, ContentEncoding = "base64" },
        FieldType.Float => new() { Type = JsonSchemaType.Number, Format = "float" },
        FieldType.Double => new() { Type = JsonSchemaType.Number, Format = "double" },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        FieldType.UInt32 or FieldType.Fixed32 => new() { Type = JsonSchemaType.Integer, Format = "uint32", Minimum = "0" },
        // As text, because JavaScript's numbers are exact to 53 bits only.
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new() { Type = JsonSchemaType.String, Format = "int64" },
        FieldType.UInt64 or FieldType.Fixed64 => new() { Type = JsonSchemaType.String, Format = "uint64" },
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a scalar"),
    };
}
