using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Transcribe.Server.Tests.OpenApi;

/// <summary>Reads the document as a client does.</summary>
internal static class PublishedDocument
{
    public static async Task<ReadResult> ReadAsync(DocumentationServer server) =>
        OpenApiDocument.Parse(await server.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)), "json");

    extension(OpenApiDocument document)
    {
        public OpenApiOperation Operation(string id) => document.Operations().Single(entry => entry.Operation.OperationId == id).Operation;

        public IEnumerable<(string Path, HttpMethod Verb, OpenApiOperation Operation)> Operations() =>
            from path in document.Paths
            from entry in path.Value.Operations!
            select (path.Key, entry.Key, entry.Value);

        public IOpenApiSchema Property(string schema, string name) => document.Components!.Schemas![schema].Properties![name];
    }

    /// <summary>Returns the name of the component that a schema refers to.</summary>
    public static string? Target(IOpenApiSchema? schema) => Assert.IsType<OpenApiSchemaReference>(schema).Reference.Id;
}
