using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Failures that gRPC, the JSON transcoder, routing or Kestrel detect have the form of the contract.</summary>
public sealed class FrameworkFailureTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"url":5}""")]
    [InlineData("""{"url":["http://x"]}""")]
    public async Task Generate_BodyIsNoSuchObject_Is400WithDetail(string body)
    {
        using var response = await fixture.Server.Http.PostAsync("/generate", body);
        Assert.NotEmpty(await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"url":null}""")]
    [InlineData("""{"url":""}""")]
    [InlineData("""{"uri":"http://x"}""")]
    public async Task Generate_WithoutUrl_SaysSoInTheContractsWords(string body)
    {
        using var response = await fixture.Server.Http.PostAsync("/generate", body);
        Assert.Equal(
            "Request JSON must include a top-level `url` field", await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response));
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "URL_MISSING", () => fixture.Server.Client.GenerateAsync(new GenerateRequest()).ResponseAsync);
    }

    [Fact]
    public async Task Generate_BodyIsAForm_Is400WithDetail()
    {
        using var form = new FormUrlEncodedContent([new("url", "http://x")]);
        using var response = await fixture.Server.Http.PostAsync("/generate", form);
        Assert.Contains("content type", await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"content":"AAAA","uri":"http://x"}""")]
    [InlineData("""{"content":"not base64!"}""")]
    [InlineData("""{"content":"AAAA","config":{"task":"SING"}}""")]
    [InlineData("""{"content":"AAAA","config":{"temperature":"warm"}}""")]
    [InlineData("{")]
    public async Task Transcribe_BodyThatCannotBeRead_IsInvalidRequest(string body)
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", body);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
    }

    [Fact]
    public async Task Http_PathThatDoesNotExist_Is404InTheSameShape()
    {
        using var response = await fixture.Server.Http.GetAsync("/v1/nothing");
        await Failure.AssertEnvelopeAsync(HttpStatusCode.NotFound, "NOT_FOUND", "NOT_FOUND", response);
    }

    [Theory]
    [InlineData("GET", "/v1/transcribe")]
    [InlineData("DELETE", "/v1/models")]
    [InlineData("POST", "/v1/models")]
    public async Task Http_MethodThatThePathDoesNotHave_Is405InTheSameShape(string method, string path)
    {
        using var response = await fixture.Server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await Failure.AssertEnvelopeAsync(HttpStatusCode.MethodNotAllowed, "UNIMPLEMENTED", "UNIMPLEMENTED", response);
        Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Http_GetOnGenerate_Is405WithDetail()
    {
        using var response = await fixture.Server.Http.GetAsync("/generate");
        Assert.NotEmpty(await Failure.AssertDetailAsync(HttpStatusCode.MethodNotAllowed, response));
    }

    [Theory]
    [InlineData("/transcribe.v1.Transcriber/Nothing")]
    [InlineData("/nobody.v1.Nobody/Nothing")]
    public async Task Grpc_MethodThatDoesNotExist_IsUnimplementedWithReason(string path)
    {
        var bytes = Marshallers.Create(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, path.Split('/')[1], path.Split('/')[2], bytes, bytes);
        await Failure.AssertGrpcAsync(StatusCode.Unimplemented, "UNIMPLEMENTED", () =>
            fixture.Server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, []).ResponseAsync);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4 << 20)]
    public async Task Inline_MoreThanAllowed_IsAudioTooLargeWithTheLimit(int excess)
    {
        var request = new TranscribeRequest { Content = ByteString.CopyFrom(new byte[ServerFixture.MaxInlineBytes + excess]) };
        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "AUDIO_TOO_LARGE", () => fixture.Server.Client.TranscribeAsync(request).ResponseAsync);
        Assert.Matches("1 MiB|1048576 bytes", status.Message);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4 << 20, false)]
    // The body is just above the limit. The server closes once the limit is passed, and a client that still sends could miss the answer.
    [InlineData(ServerFixture.MaxInlineBytes * 3 / 4, true)]
    public async Task InlineOverJson_MoreThanAllowed_IsAudioTooLargeWithTheLimit(int excess, bool chunked)
    {
        var json = JsonSerializer.Serialize(new { content = new byte[ServerFixture.MaxInlineBytes + excess] });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transcribe")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        // curl does the same with large bodies: the answer comes before the body is sent.
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await fixture.Server.Http.SendAsync(request);
        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "AUDIO_TOO_LARGE", response);
        Assert.Matches("1 MiB|1048576 bytes", error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Stream_FailsAfterItBegan_EndsWithTheErrorAsItsLastLine()
    {
        var request = new TranscribeRequest { Content = Samples.English.Content };
        using var response = await fixture.Server.Http.PostStreamAsync(
            "/v1/transcribe:stream", request, (FaultInterceptor.Header, "InferenceFailed"), (FaultInterceptor.LateHeader, "yes"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("""{"segment":""", lines[0], StringComparison.Ordinal);
        Failure.AssertEnvelope(HttpStatusCode.InternalServerError, "INTERNAL", "INTERNAL", lines[^1]);
    }
}
