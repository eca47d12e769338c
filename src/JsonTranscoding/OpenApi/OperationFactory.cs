using System.Text.RegularExpressions;
using Google.LongRunning;
using Microsoft.OpenApi;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Creates the OpenAPI operation of an HTTP rule.</summary>
internal sealed partial class OperationFactory(OpenApiDocument document, SchemaFactory schemas, ResponsesFactory responses)
{
    private readonly UploadFactory _uploads = new(schemas);

    public OpenApiOperation Create(HttpBinding binding)
    {
        var (summary, description) = Describe(binding);
        return new OpenApiOperation
        {
            OperationId = binding.Method.Name,
            Summary = summary,
            Description = description,
            Tags = new HashSet<OpenApiTagReference> { new(binding.Method.Service.Name, document) },
            Parameters = Parameters(binding),
            RequestBody = binding.Body == "" ? null : Body(binding),
            Responses = responses.Create(binding),
            Security = binding.Path.Path == "/health" ? [] : null,
        };
    }

    private OpenApiRequestBody Body(HttpBinding binding)
    {
        var json = JsonContent.Of(schemas.OfBody(binding), RequestExamples.Of(binding.Method.InputType));
        return new()
        {
            Required = true,
            Content = UploadFactory.Has(binding) ? json.Concat(_uploads.Content(binding)).ToDictionary() : json,
        };
    }

    private List<IOpenApiParameter> Parameters(HttpBinding binding) =>
    [
        .. binding.Path.Parameters.Select(InPath),
        .. binding.Body == "" ? InQuery(binding) : UploadFactory.Has(binding) ? _uploads.Parameters(binding) : [],
    ];

    private static IOpenApiParameter InPath(PathParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = ParameterLocation.Path,
        Required = true,
        Description = $"Part of `{parameter.Field}`, which is `{parameter.Value}`.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private IEnumerable<IOpenApiParameter> InQuery(HttpBinding binding) => binding.FreeFields.Select(field => new OpenApiParameter
    {
        Name = field.JsonName,
        In = ParameterLocation.Query,
        Required = RequiredFields.IsRequired(field),
        Schema = schemas.Of(field),
    });

    /// <summary>
    /// Returns the first sentence of the comment, or the words of the method name if it has none. The description is the rest of the
    /// comment and the result type of a long-running operation.
    /// </summary>
    private static (string Summary, string? Description) Describe(HttpBinding binding)
    {
        var comment = Comments.Of(binding.Method.Declaration)
            ?? WordStart.Replace(binding.Method.Name, match => " " + match.Value.ToLowerInvariant());
        var sentences = SentenceEnd.Split(comment, 2);
        var yields = binding.Method.GetOptions().GetExtension(OperationsExtensions.OperationInfo) is { } info
            ? $"The `response` of a finished operation is a `{info.ResponseType}`; its `metadata` is a `{info.MetadataType}`."
            : null;
        return (sentences[0].TrimEnd('.'), Comments.Paragraphs([.. sentences.Skip(1), yields]));
    }

    [GeneratedRegex(@"(?<=\.)\s+")]
    private static partial Regex SentenceEnd { get; }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart { get; }
}
