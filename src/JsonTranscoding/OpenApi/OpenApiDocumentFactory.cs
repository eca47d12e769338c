using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Creates the document from the descriptors of the contract and their HTTP rules.</summary>
internal static class OpenApiDocumentFactory
{
    private const string KeyScheme = "key";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        // No part of the document is embedded in an HTML page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="fragments">The endpoints that the contract does not have.</param>
    /// <returns>OpenAPI 3.1 as JSON in UTF-8.</returns>
    public static byte[] CreateJson(IEnumerable<ApiFragment> fragments)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Create().SerializeAsV31(new OpenApiJsonWriter(text));
        var document = JsonNode.Parse(text.ToString())!.AsObject();
        foreach (var fragment in fragments)
            fragment.AddTo(document);
        return Encoding.UTF8.GetBytes(document.ToJsonString(Indented));
    }

    private static OpenApiDocument Create()
    {
        var services = Contract.Services();
        var document = new OpenApiDocument
        {
            Info = Info(),
            Servers = [new OpenApiServer { Url = "/" }],
            Tags = services
                .Select(service => new OpenApiTag { Name = service.Name, Description = Comments.Of(service.Declaration) })
                .ToHashSet(),
            Paths = [],
        };
        AddSecurity(document);
        var schemas = new SchemaFactory(document, new RequiredFields(services));
        var operations = new OperationFactory(document, schemas, new ResponsesFactory(document, schemas));
        foreach (var binding in services.SelectMany(service => service.Methods).Select(HttpBinding.Of).OfType<HttpBinding>())
            PathItem(document, binding.Path.Path).AddOperation(binding.Verb, operations.Create(binding));
        return document;
    }

    private static OpenApiInfo Info() => new()
    {
        Title = "Transcribe",
        Version = typeof(OpenApiDocumentFactory).Assembly.GetName().Version!.ToString(fieldCount: 3),
        Description = "Speech to text. The same calls, and live transcription, are served over gRPC on the same port.",
        License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
    };

    /// <summary>A key is optional, because the settings determine whether it is required.</summary>
    private static void AddSecurity(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "Required if keys are configured. The header `x-api-key` is an alternative.",
        });
        document.Security = [[], new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
    }

    private static OpenApiPathItem PathItem(OpenApiDocument document, string path)
    {
        if (document.Paths.TryGetValue(path, out var known))
            return (OpenApiPathItem)known;
        var item = new OpenApiPathItem();
        document.Paths.Add(path, item);
        return item;
    }
}
