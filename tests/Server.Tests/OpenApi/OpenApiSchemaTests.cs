using System.Text.RegularExpressions;
using Google.Protobuf;
using Microsoft.OpenApi;
using Transcribe.V1;

namespace Transcribe.Server.Tests.OpenApi;

[Collection(DocumentationGroup.Name)]
public sealed class OpenApiSchemaTests(DocumentationServer server) : IAsyncLifetime
{
    private OpenApiDocument _document = new();

    public async ValueTask InitializeAsync() => _document = (await PublishedDocument.ReadAsync(server)).Document!;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Message_Fields_HaveTheirJsonNamesAndTypes()
    {
        var segment = _document.Components!.Schemas!["Segment"];
        Assert.Equal(
            V1.Segment.Descriptor.Fields.InDeclarationOrder().Select(field => field.JsonName), segment.Properties!.Keys);
        Assert.Equal((JsonSchemaType.Integer, "int32"), (segment.Properties["index"].Type, segment.Properties["index"].Format));
        Assert.Equal((JsonSchemaType.Number, "float"), (segment.Properties["confidence"].Type, segment.Properties["confidence"].Format));
        Assert.Equal("Word", PublishedDocument.Target(segment.Properties["words"].Items));
    }

    [Fact]
    public void Response_RequiresWhatTheServerAlwaysWrites() =>
        Assert.Equal(
            ["confidence", "index", "languageCode", "noSpeechProbability", "text", "tokens", "words"],
            _document.Components!.Schemas!["Segment"].Required!.Order());

    [Fact]
    public void Request_RequiresWhatTheContractDoes()
    {
        Assert.Equal(["request"], _document.Components!.Schemas!["TranscribeLongRunningRequest"].Required);
        Assert.Empty(_document.Components!.Schemas!["TranscriptionConfig"].Required ?? new HashSet<string>());
        Assert.Equal(
            ["audioChannelCount", "encoding", "sampleRateHertz"],
            _document.Components!.Schemas!["ExplicitDecoding"].Required!.Order());
    }

    [Fact]
    public void Bytes_AreBase64Text()
    {
        var content = Assert.IsType<OpenApiSchema>(_document.Property("TranscribeRequest", "content"));
        Assert.Equal((JsonSchemaType.String, "base64"), (content.Type, content.ContentEncoding));
    }

    [Fact]
    public void Duration_AsProtobufWritesIt_MatchesThePattern()
    {
        var schema = _document.Property("Segment", "startOffset");
        Assert.Equal("Duration", PublishedDocument.Target(schema));
        var written = JsonFormatter.Default.Format(new V1.Word { StartOffset = new() { Seconds = 3, Nanos = 500_000_000 } });
        Assert.Contains("\"3.500s\"", written, StringComparison.Ordinal);
        Assert.Matches(new Regex(schema.Pattern!), "3.500s");
        Assert.DoesNotMatch(new Regex(schema.Pattern!), "3.5");
    }

    [Fact]
    public void Timestamp_IsADateTime() => Assert.Equal("date-time", _document.Property("TranscribeMetadata", "createTime").Format);

    [Fact]
    public void Any_NamesItsTypeAndAllowsMore()
    {
        var any = _document.Components!.Schemas!["Any"];
        Assert.Equal(["@type"], any.Required);
        Assert.True(any.AdditionalPropertiesAllowed);
        Assert.Equal("Any", PublishedDocument.Target(_document.Property("Operation", "response")));
    }

    [Fact]
    public void Enum_IsTheTextOfItsNames()
    {
        Assert.Equal("TranscriptionConfig.Task", PublishedDocument.Target(_document.Property("TranscriptionConfig", "task")));
        var task = _document.Components!.Schemas!["TranscriptionConfig.Task"];
        Assert.Equal(JsonSchemaType.String, task.Type);
        Assert.Equal(["TASK_UNSPECIFIED", "TRANSCRIBE", "TRANSLATE"], task.Enum!.Select(value => value.GetValue<string>()));
        Assert.Contains("`TRANSLATE`: Translates the speech into English.", task.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Oneof_IsNotedInTheMessagesDescription() =>
        Assert.Contains(
            "Only one of `content`, `uri` is set.", _document.Components!.Schemas!["TranscribeRequest"].Description,
            StringComparison.Ordinal);

    [Fact]
    public void Optional_IsNotedWithTheFieldsComment()
    {
        var temperature = _document.Property("TranscriptionConfig", "temperature").Description;
        Assert.StartsWith("The sampling temperature, 0 to 1.", temperature, StringComparison.Ordinal);
        Assert.EndsWith("Optional: an absent field differs from its default value.", temperature, StringComparison.Ordinal);
        Assert.DoesNotContain("temperature", _document.Components!.Schemas!["TranscriptionConfig"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_OfRequests_ParseAsTheirMessages()
    {
        Assert.Equal("https://example.com/speech.mp3", TranscribeRequest.Parser.ParseJson(Example("Transcribe")).Uri);
        Assert.Equal(
            "https://example.com/speech.mp3", TranscribeLongRunningRequest.Parser.ParseJson(Example("TranscribeLongRunning")).Request.Uri);
        Assert.Equal("https://example.com/speech.mp3", GenerateRequest.Parser.ParseJson(Example("Generate")).Url);
    }

    private string Example(string operation) =>
        _document.Operation(operation).RequestBody!.Content!["application/json"].Example!.ToJsonString();
}
