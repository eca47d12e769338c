using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>
/// Creates JSON schemas of messages and enums in the JSON mapping of protobuf. Each becomes a component of the document at its first use.
/// </summary>
internal sealed class SchemaFactory(OpenApiDocument document, RequiredFields required)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Returns a reference to the schema of a message.</summary>
    public IOpenApiSchema Of(MessageDescriptor message) => Component(message, WellKnownSchemas.Of(message) ?? Describe(message));

    /// <summary>Returns the schema of the request body: the message, or only its fields that are not in the path.</summary>
    public IOpenApiSchema OfBody(HttpBinding binding)
    {
        if (binding.Body != "*")
            return Of(binding.Method.InputType.FindFieldByName(binding.Body));
        if (binding.Path.Fields.Count == 0)
            return Of(binding.Method.InputType);
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = Properties(binding.FreeFields),
            Required = Required(binding.FreeFields),
        };
    }

    /// <summary>Returns the schema of the value of a field, with the comment of the field.</summary>
    public IOpenApiSchema Of(FieldDescriptor field)
    {
        var schema = field.IsMap ? MapOf(field) : field.IsRepeated ? ArrayOf(field) : Single(field);
        // The absence of an optional scalar and its default value have different meanings.
        var presence = field.ContainingOneof is { IsSynthetic: true } ? "Optional: an absent field differs from its default value." : null;
        if (Comments.Paragraphs([Comments.Of(field.Declaration), presence]) is { } description)
            schema.Description = description;
        return schema;
    }

    private OpenApiSchema MapOf(FieldDescriptor field) =>
        new() { Type = JsonSchemaType.Object, AdditionalProperties = Of(field.MessageType.FindFieldByName("value")) };

    private OpenApiSchema ArrayOf(FieldDescriptor field) => new() { Type = JsonSchemaType.Array, Items = Single(field) };

    private IOpenApiSchema Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        _ => ScalarSchemas.Of(field.FieldType),
    };

    private OpenApiSchemaReference Of(EnumDescriptor values) => Component(values, schema =>
    {
        schema.Type = JsonSchemaType.String;
        schema.Enum = [.. values.Values.Select(value => (JsonNode)value.Name)];
        schema.Description = Comments.Paragraphs([
            Comments.Of(values.Declaration),
            string.Join('\n', values.Values.Select(value => $"- `{value.Name}`: {Comments.Of(value.Declaration)}".TrimEnd(' ', ':'))),
        ]);
    });

    private Action<OpenApiSchema> Describe(MessageDescriptor message) => schema =>
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description = Comments.Paragraphs(
            [Comments.Of(message.Declaration), .. message.Oneofs.Where(oneof => !oneof.IsSynthetic).Select(Describe)]);
        schema.Properties = Properties(message.Fields.InDeclarationOrder());
        schema.Required = Required(message.Fields.InDeclarationOrder());
    };

    private static string Describe(OneofDescriptor oneof) =>
        $"Only one of {Names(oneof)} is set. {Comments.Of(oneof.Declaration)}".TrimEnd();

    private static string Names(OneofDescriptor oneof) => string.Join(", ", oneof.Fields.Select(field => $"`{field.JsonName}`"));

    private Dictionary<string, IOpenApiSchema> Properties(IEnumerable<FieldDescriptor> fields) =>
        fields.ToDictionary(field => field.JsonName, Of);

    private HashSet<string> Required(IEnumerable<FieldDescriptor> fields) =>
        [.. fields.Where(required.Contains).Select(field => field.JsonName)];

    private OpenApiSchemaReference Component(IDescriptor type, Action<OpenApiSchema> describe)
    {
        var name = type.FullName[(type.File.Package.Length + 1)..];
        if (_known.Add(type.FullName))
        {
            // The component is added before it is described, so that a message may contain itself.
            var schema = new OpenApiSchema();
            if (!document.AddComponent<IOpenApiSchema>(name, schema))
                throw new InvalidOperationException($"Two types of the contract have the name {name}");
            describe(schema);
        }
        return new OpenApiSchemaReference(name, document);
    }
}
