using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Transcribe.JsonTranscoding.Uploads;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>
/// Describes uploads: bodies that are the audio itself, and forms. The other fields of the request are parameters of the query or fields of
/// the form, with their paths as names.
/// </summary>
internal sealed class UploadFactory(SchemaFactory schemas)
{
    private const string ForUploads = "For a body that is audio or a form. With a JSON body, the call has no query parameters.";

    public static bool Has(HttpBinding binding) => binding.Path.Path == UploadExtensions.Path;

    public IEnumerable<IOpenApiParameter> Parameters(HttpBinding binding) => Fields(binding).Select(field => new OpenApiParameter
    {
        Name = field.Path,
        In = ParameterLocation.Query,
        Description = ForUploads,
        Schema = schemas.Of(field.Field),
    });

    public IEnumerable<KeyValuePair<string, IOpenApiMediaType>> Content(HttpBinding binding) => UploadExtensions.AudioTypes
        .Select(type => Content(type, Audio("The audio itself. The other fields of the request are query parameters.")))
        .Append(Content(UploadExtensions.FormType, Form(binding)));

    private OpenApiSchema Form(HttpBinding binding) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The audio as a file, or its `uri`. The other fields of the request are fields of the form or query parameters.",
        Properties = Fields(binding)
            .Select(field => KeyValuePair.Create(field.Path, schemas.Of(field.Field)))
            .Prepend(new("file", Audio("The audio.")))
            .ToDictionary(),
    };

    private static OpenApiSchema Audio(string description) => new()
    {
        Type = JsonSchemaType.String,
        ContentMediaType = "application/octet-stream",
        Description = description,
    };

    private static KeyValuePair<string, IOpenApiMediaType> Content(string type, IOpenApiSchema schema) =>
        new(type, new OpenApiMediaType { Schema = schema });

    private static IEnumerable<(string Path, FieldDescriptor Field)> Fields(HttpBinding binding) => Fields(binding.Method.InputType, "");

    /// <summary>The fields that <see cref="MessageParameters"/> can set.</summary>
    private static IEnumerable<(string Path, FieldDescriptor Field)> Fields(MessageDescriptor message, string prefix) =>
        from field in message.Fields.InDeclarationOrder()
        where field.FieldType != FieldType.Bytes
        let path = prefix + field.JsonName
        from leaf in field.FieldType == FieldType.Message && WellKnownSchemas.Of(field.MessageType) is null
            ? Fields(field.MessageType, path + ".")
            : [(path, field)]
        select leaf;
}
