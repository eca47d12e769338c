using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Messages and enums as JSON schemas, in protobuf's JSON mapping; each becomes a component of the document when it is first met.</summary>
internal sealed class SchemaFactory(OpenApiDocument document)
{
    private readonly HashSet<string> _known = [];

    /// <summary>A reference to the schema of a message.</summary>
    public IOpenApiSchema Of(MessageDescriptor message) => Component(message, WellKnownSchemas.Of(message) ?? Describe(message));

    /// <summary>A request's body: the message, or, where some of its fields stand in the path, those that do not.</summary>
    public IOpenApiSchema OfBody(HttpBinding binding)
    {
        if (binding.Body != "*")
            return Of(binding.Method.InputType.FindFieldByName(binding.Body));
        if (binding.Path.Fields.Count == 0)
            return Of(binding.Method.InputType);
        return new OpenApiSchema { Type = JsonSchemaType.Object, Properties = Properties(binding.FreeFields) };
    }

    /// <summary>The schema of a field's value, with the field's comment.</summary>
    public IOpenApiSchema Of(FieldDescriptor field)
    {
        var schema = field.IsMap ? MapOf(field) : field.IsRepeated ? ArrayOf(field) : Single(field);
        // An optional scalar's absence says something else than its default does.
        var presence = field.ContainingOneof is { IsSynthetic: true } ? "Optional: absent is not the same as the default." : null;
        if (Comments.Paragraphs([Comments.Of(field.Declaration), presence]) is { } description)
            schema.Description = description;
        return schema;
    }

    private OpenApiSchema MapOf(FieldDescriptor field) => new() { Type = JsonSchemaType.Object, AdditionalProperties = Of(field.MessageType.FindFieldByName("value")) };

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
        schema.Description = Comments.Paragraphs([Comments.Of(message.Declaration), .. message.Oneofs.Where(oneof => !oneof.IsSynthetic).Select(Describe)]);
        schema.Properties = Properties(message.Fields.InDeclarationOrder());
    };

    private static string Describe(OneofDescriptor oneof) =>
        $"Only one of {string.Join(", ", oneof.Fields.Select(field => $"`{field.JsonName}`"))} is set. {Comments.Of(oneof.Declaration)}".TrimEnd();

    private Dictionary<string, IOpenApiSchema> Properties(IEnumerable<FieldDescriptor> fields) => fields.ToDictionary(field => field.JsonName, Of);

    private OpenApiSchemaReference Component(IDescriptor type, Action<OpenApiSchema> describe)
    {
        var name = type.FullName[(type.File.Package.Length + 1)..];
        if (_known.Add(type.FullName))
        {
            // Before it is described, so that a message may hold itself.
            var schema = new OpenApiSchema();
            if (!document.AddComponent<IOpenApiSchema>(name, schema))
                throw new InvalidOperationException($"Two types of the contract are called {name}");
            describe(schema);
        }
        return new OpenApiSchemaReference(name, document);
    }
}
