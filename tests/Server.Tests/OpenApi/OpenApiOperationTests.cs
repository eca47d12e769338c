using System.Text.RegularExpressions;
using Google.Api;
using Google.LongRunning;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Transcribe.V1;

namespace Transcribe.Server.Tests.OpenApi;

[Collection(DocumentationGroup.Name)]
public sealed class OpenApiOperationTests(DocumentationServer server) : IAsyncLifetime
{
    private OpenApiDocument _document = new();

    public async ValueTask InitializeAsync() => _document = (await PublishedDocument.ReadAsync(server)).Document!;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Document_ReadBack_IsOpenApi31WithoutErrors()
    {
        var (document, diagnostic) = await PublishedDocument.ReadAsync(server);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic!.SpecificationVersion);
        Assert.Empty(diagnostic.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(("Transcribe", "MIT"), (document!.Info.Title, document.Info.License?.Identifier));
        Assert.Equal(typeof(TranscribeServer).Assembly.GetName().Version!.ToString(3), document.Info.Version);
    }

    [Fact]
    public void Document_Operations_AreTheContractsHttpRules()
    {
        FileDescriptor[] files = [TranscribeReflection.Descriptor, OperationsReflection.Descriptor];
        var ruled = from file in files
                    from service in file.Services
                    from method in service.Methods
                    let rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)
                    where rule is not null
                    from binding in rule.AdditionalBindings.Prepend(rule)
                    select (method.Name, binding.PatternCase.ToString().ToUpperInvariant());
        var documented = _document.Operations().Select(entry => (entry.Operation.OperationId!, entry.Verb.Method)).ToHashSet();
        Assert.All(ruled, method => Assert.Contains(method, documented));
    }

    [Fact]
    public void Document_Endpoints_AreAllOfTheServersButPages()
    {
        string[] pages = ["/", "/docs", "/openapi", "/metrics", "/samples"];
        var mapped = from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     let path = PathOf(endpoint)
                     where !pages.Any(page => path == page || (page != "/" && path.StartsWith(page, StringComparison.Ordinal)))
                     // The path of a gRPC method is that of its service.
                     where !path.Contains('.', StringComparison.Ordinal)
                     from verb in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
                     // HTTP/2 opens with CONNECT what HTTP/1.1 opens with GET.
                     where verb != "CONNECT"
                     // An endpoint for all methods of these paths refuses those that they do not have.
                     where verb != "GET" || path is not ("/generate" or "/generate_webhook")
                     select $"{verb} {path}";
        var documented = _document.Operations().Select(entry => $"{entry.Verb.Method} {Anonymous(entry.Path)}").ToHashSet();
        Assert.Equal(documented.Order(), mapped.Distinct().Order());
    }

    [Theory]
    [InlineData("Transcribe", "/v1/transcribe")]
    [InlineData("TranscribeStream", "/v1/transcribe:stream")]
    [InlineData("TranscribeLongRunning", "/v1/transcribe:longRunning")]
    [InlineData("WatchTranscription", "/v1/operations/{operation}:watch")]
    [InlineData("ListModels", "/v1/models")]
    [InlineData("Generate", "/generate")]
    [InlineData("GenerateWebhook", "/generate_webhook")]
    [InlineData("GetHealth", "/health")]
    [InlineData("ListOperations", "/v1/operations")]
    [InlineData("GetOperation", "/v1/operations/{operation}")]
    [InlineData("DeleteOperation", "/v1/operations/{operation}")]
    [InlineData("CancelOperation", "/v1/operations/{operation}:cancel")]
    public void Operation_OfHttpRule_HasItsPathAndParameters(string id, string path)
    {
        var (actual, _, operation) = Assert.Single(_document.Operations(), entry => entry.Operation.OperationId == id);
        Assert.Equal(path, actual);
        var inPath = operation.Parameters?.Where(parameter => parameter.In == ParameterLocation.Path)
            .Select(parameter => (parameter.Name, parameter.Required)) ?? [];
        Assert.Equal(path.Contains("{operation}", StringComparison.Ordinal) ? [("operation", true)] : [], inPath);
    }

    [Fact]
    public void Operation_WithoutBody_TakesFieldsFromTheQuery()
    {
        var operation = _document.Operation("ListOperations");
        Assert.Null(operation.RequestBody);
        Assert.Equal(["name", "filter", "pageSize", "pageToken"], operation.Parameters!.Select(parameter => parameter.Name));
        Assert.All(operation.Parameters!, parameter => Assert.Equal(ParameterLocation.Query, parameter.In));
    }

    [Fact]
    public void Operation_ThatTakesUploads_NamesTheirTypesAndFields()
    {
        var operation = _document.Operation("Transcribe");
        Assert.Equal(
            ["application/json", "application/octet-stream", "application/ogg", "audio/*", "multipart/form-data", "video/*"],
            operation.RequestBody!.Content!.Keys.Order());
        var names = operation.Parameters!.Select(parameter => parameter.Name!).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "config.languageCodes", "config.clip.startOffset", "config.explicitDecoding.encoding", "uri", "subtitleFormat",
                "subtitleLayout.highlight",
            },
            names.ToHashSet());
        Assert.DoesNotContain(names, name => name is "config" or "content");
        Assert.All(operation.Parameters!, parameter => Assert.Equal((ParameterLocation.Query, false), (parameter.In, parameter.Required)));
        Assert.Equal(
            JsonSchemaType.Array, operation.Parameters!.Single(parameter => parameter.Name == "config.languageCodes").Schema!.Type);
        Assert.Equal(["file", .. names], operation.RequestBody.Content["multipart/form-data"].Schema!.Properties!.Keys);
        Assert.Empty(_document.Operation("TranscribeStream").Parameters ?? []);
    }

    [Fact]
    public void Body_WhenThePathHoldsAField_LeavesItOut()
    {
        var schema = _document.Operation("CancelOperation").RequestBody!.Content!["application/json"].Schema!;
        Assert.Equal(JsonSchemaType.Object, schema.Type);
        Assert.DoesNotContain("name", schema.Properties?.Keys ?? []);
    }

    [Fact]
    public void Operation_WithComment_IsDescribedByIt()
    {
        var operation = _document.Operation("TranscribeStream");
        Assert.Equal("Transcribes audio and streams the segments in time order, each as soon as it is available", operation.Summary);
        Assert.StartsWith("The last message is a summary.", operation.Description, StringComparison.Ordinal);
        Assert.Contains("Newline-delimited JSON", operation.Responses!["200"].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transcribe", "Error", "200", "400", "401", "415", "429", "500", "503")]
    [InlineData("GetOperation", "Error", "200", "400", "401", "404", "429", "500", "503")]
    [InlineData("CancelOperation", "Error", "200", "400", "401", "404", "415", "429", "500", "503")]
    [InlineData("TranscribeLongRunning", "Error", "200", "400", "401", "409", "415", "429", "500", "503")]
    [InlineData("Generate", "ErrorDetail", "200", "400", "401", "415", "429", "500", "503")]
    [InlineData("GenerateWebhook", "ErrorDetail", "202", "400", "401", "415", "429", "500", "503")]
    [InlineData("UnloadModel", "Error", "200", "400", "401", "403", "415", "429", "500", "503")]
    [InlineData("TranscribeLive", "Error", "101", "400", "401", "403", "429", "500", "503")]
    [InlineData("CreateTranscription", "AudioError", "200", "400", "401", "404", "413", "415", "429", "500", "503")]
    [InlineData("CreateTranslation", "AudioError", "200", "400", "401", "404", "413", "415", "429", "500", "503")]
    [InlineData("InferWhisperCpp", "AudioError", "200", "400", "401", "404", "413", "415", "429", "500", "503")]
    [InlineData("TranscribeAsr", "ErrorDetail", "200", "400", "401", "415", "429", "500", "503")]
    [InlineData("DetectLanguage", "ErrorDetail", "200", "400", "401", "415", "429", "500", "503")]
    [InlineData("ConnectRealtime", "AudioError", "101", "400", "401", "403", "404", "429", "500", "503")]
    [InlineData("CreateClientSecret", "AudioError", "200", "400", "401", "404", "415", "429", "500", "503")]
    [InlineData("GetHealth", "GetHealthResponse", "200", "503")]
    public void Responses_OfCall_HaveItsStatusesAndShape(string id, string errorSchema, params string[] statuses)
    {
        var responses = _document.Operation(id).Responses!;
        Assert.Equal(statuses, responses.Keys.Order());
        Assert.All(responses.Where(response => response.Key[0] >= '4'), response =>
            Assert.Equal(errorSchema, PublishedDocument.Target(response.Value.Content!["application/json"].Schema)));
    }

    // Names of parameters differ: the router numbers those of the contract.
    private static string PathOf(RouteEndpoint endpoint) => Anonymous("/" + endpoint.RoutePattern.RawText!.TrimStart('/'));

    private static string Anonymous(string path) => Regex.Replace(path, @"\{[^}]*\}", "{}");

    [Fact]
    public void Security_OfDocument_IsAnOptionalBearerKey()
    {
        Assert.Equal("bearer", _document.Components!.SecuritySchemes!["key"].Scheme);
        Assert.Equal([0, 1], _document.Security!.Select(requirement => requirement.Count).Order());
        Assert.Equal([], _document.Operation("GetHealth").Security);
    }
}
