using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Google.LongRunning;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Errors;

/// <summary>No text of a caller is unlimited, and no error is too long for its trailers.</summary>
public sealed partial class FieldLimitTests(ServerFixture fixture)
{
    private static readonly IEnumerable<ServiceDescriptor> Services =
        [TranscribeReflection.Descriptor.Services[0], OperationsReflection.Descriptor.Services[0], HealthReflection.Descriptor.Services[0]];

    [Fact]
    public void Lengths_OfAllTextInRequests_AreSet()
    {
        var seen = new HashSet<MessageDescriptor>();
        string[] fields =
        [
            .. Services.SelectMany(service => service.Methods)
                .SelectMany(method => TextFields(method.InputType, seen))
                .Select(field => field.FullName),
        ];

        Assert.NotEmpty(fields);
        Assert.Empty(fields.Except(FieldLimits.Lengths.Keys));
        Assert.Empty(FieldLimits.Lengths.Keys.Except(fields));
    }

    [Fact]
    public void Lengths_OfOurFields_AreInTheCommentsOfTheProto()
    {
        var proto = File.ReadAllText(Path.Combine(Repository.Root, "protos", "transcribe", "v1", "transcribe.proto"));
        foreach (var (field, limit) in FieldLimits.Lengths.Where(entry => entry.Key.StartsWith("transcribe.", StringComparison.Ordinal)))
        {
            var (message, name) = (field.Split('.')[^2], field.Split('.')[^1]);
            var body = proto[proto.IndexOf($"\nmessage {message} {{", StringComparison.Ordinal)..];
            var comment = Regex.Match(body, $@"((?: *//[^\n]*\n)+) *(?:repeated )?string {name} = ", RegexOptions.ExplicitCapture);
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"{limit:N0} characters"),
                CommentMark.Replace(comment.Value, " "),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Calls_TextOverItsLimit_AreInvalidWithThePathOfTheField()
    {
        var tooLong = new string('m', 201);
        var request = new TranscribeRequest { Content = Samples.English.Content, Config = new TranscriptionConfig { Model = tooLong } };
        var client = fixture.Server.Client;

        await AssertFieldAsync("config.model", () => client.TranscribeAsync(request).ResponseAsync);
        await AssertFieldAsync(
            "request.config.model",
            () => client.TranscribeLongRunningAsync(new TranscribeLongRunningRequest { Request = request }).ResponseAsync);
        await AssertFieldAsync("config.model", () => client.TranscribeStream(request).ResponseStream.MoveNext(CancellationToken.None));
        await AssertFieldAsync("url", () => client.GenerateAsync(new GenerateRequest { Url = new string('u', 8_001) }).ResponseAsync);
        await AssertFieldAsync("config.config.model", async () =>
        {
            using var live = client.TranscribeLive();
            await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = new LiveConfig { Config = request.Config } });
            await live.ResponseStream.MoveNext(CancellationToken.None);
        });
        var languages = new TranscriptionConfig();
        languages.LanguageCodes.Add(Enumerable.Repeat("en", 201));
        await AssertFieldAsync(
            "config.language_codes",
            () => client.TranscribeAsync(new TranscribeRequest { Content = request.Content, Config = languages }).ResponseAsync);
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", request);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        using var list = await fixture.Server.Http.GetAsync($"/v1/operations?filter={new string('f', 501)}");
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", list);
    }

    [Fact]
    public async Task Echo_LongestTextOfThreeBytesACharacter_FitsIntoTrailers()
    {
        using var handler = new SocketsHttpHandler { MaxResponseHeadersLength = 8 };
        using var channel = GrpcChannel.ForAddress(fixture.Server.Address, new GrpcChannelOptions { HttpHandler = handler });
        var client = new Transcriber.TranscriberClient(channel);
        var request = new TranscribeRequest
        {
            Content = Samples.English.Content,
            Config = new TranscriptionConfig { LanguageCodes = { new string('語', 200) } },
        };

        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "UNKNOWN_LANGUAGE", () => client.TranscribeAsync(request).ResponseAsync);

        Assert.Contains(new string('語', 200), status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_MessageOfAnyLength_IsCut()
    {
        var status = RpcErrors.Create(Code.Internal, "INTERNAL", new string('a', 399) + "😀 and more").GetRpcStatus()!;

        Assert.Equal(new string('a', 399) + "…", status.Message);
    }

    [Theory]
    [InlineData("ü")]
    [InlineData("with space")]
    [InlineData(null)]
    public async Task InferenceId_NotVisibleAscii_IsInvalid(string? id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/generate")
        {
            Content = new StringContent("""{"url":"http://127.0.0.1:1/a.wav"}"""),
            Headers = { { "Prefer", "respond-async" } },
        };
        request.Headers.TryAddWithoutValidation("X-Inference-Id", id ?? new string('i', 201));
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = fixture.Server.Address, Timeout = Timeout.InfiniteTimeSpan };

        using var response = await http.SendAsync(request);

        Assert.Contains("200 characters", await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response), StringComparison.Ordinal);
    }

    private static async Task AssertFieldAsync(string field, Func<Task> call)
    {
        var status = await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "INVALID_REQUEST", call);
        Assert.Equal(field, Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations).Field);
    }

    private static IEnumerable<FieldDescriptor> TextFields(MessageDescriptor type, HashSet<MessageDescriptor> seen)
    {
        if (!seen.Add(type))
            yield break;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.String)
                yield return field;
            if (field.FieldType == FieldType.Message)
            {
                foreach (var inner in TextFields(field.MessageType, seen))
                    yield return inner;
            }
        }
    }

    [GeneratedRegex(@"\s*\n\s*//\s*")]
    private static partial Regex CommentMark { get; }
}
