using System.Net;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Each row of the contract's table of errors, over gRPC and over HTTP.</summary>
public sealed class ErrorTableTests(ServerFixture fixture)
{
    private static readonly ByteString Speech = Samples.English.Content;

    [Theory]
    [InlineData("no audio", "INVALID_REQUEST", "audio_source")]
    [InlineData("empty content", "INVALID_REQUEST", "content")]
    [InlineData("empty uri", "INVALID_REQUEST", "uri")]
    [InlineData("temperature", "INVALID_REQUEST", "config.temperature")]
    [InlineData("task", "INVALID_REQUEST", "config.task")]
    [InlineData("language", "INVALID_REQUEST", "config.language_codes")]
    [InlineData("pcm encoding", "INVALID_REQUEST", "config.explicit_decoding.encoding")]
    [InlineData("pcm rate", "INVALID_REQUEST", "config.explicit_decoding.sample_rate_hertz")]
    [InlineData("pcm channels", "INVALID_REQUEST", "config.explicit_decoding.audio_channel_count")]
    public async Task BadField_InRequest_IsInvalidRequestThatNamesIt(string what, string reason, string field)
    {
        var request = Bad(what);
        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, reason, () => fixture.Server.Client.TranscribeAsync(request).ResponseAsync);
        Assert.Equal(field, Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations).Field);

        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", request);
        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", reason, response);
        Assert.Contains(
            field, error.GetProperty("details")[1].GetProperty("fieldViolations")[0].GetProperty("field").GetString()!,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not http", "URL_NOT_ALLOWED", "http")]
    [InlineData("no url", "URL_NOT_ALLOWED", "http")]
    [InlineData("private address", "URL_NOT_ALLOWED", "not allowed")]
    [InlineData("redirect to private address", "URL_NOT_ALLOWED", "not allowed")]
    [InlineData("status", "FETCH_FAILED", "Could not fetch audio file (status 403)")]
    [InlineData("not audio", "AUDIO_UNREADABLE", "")]
    [InlineData("too large to fetch", "AUDIO_TOO_LARGE", "1 MiB")]
    public async Task BadUrl_InEveryCall_SaysWhy(string what, string reason, string message)
    {
        var url = Url(what);
        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, reason,
            () => fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Uri = url }).ResponseAsync);
        Assert.Contains(message, status.Message, StringComparison.Ordinal);
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, reason, () => fixture.Server.Client.GenerateAsync(new GenerateRequest { Url = url }).ResponseAsync);

        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", new TranscribeRequest { Uri = url });
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", reason, response);
        using var stream = await fixture.Server.Http.PostAsync("/v1/transcribe:stream", new TranscribeRequest { Uri = url });
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", reason, stream);
        using var generated = await fixture.Server.Http.PostAsync("/generate", new GenerateRequest { Url = url });
        Assert.Equal(status.Message, await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, generated));
    }

    [Theory]
    [InlineData("broken audio", "AUDIO_UNREADABLE")]
    [InlineData("unknown model", "UNKNOWN_MODEL")]
    [InlineData("unknown language", "UNKNOWN_LANGUAGE")]
    public async Task BadRequest_TheEngineRefuses_SaysWhy(string what, string reason)
    {
        var request = Bad(what);
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, reason, () => fixture.Server.Client.TranscribeAsync(request).ResponseAsync);
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", request);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", reason, response);
    }

    // The bundled model cannot produce these faults in a test, so an interceptor throws them in place of the engine.
    [Theory]
    [InlineData(
        "TaskUnsupported", StatusCode.FailedPrecondition, HttpStatusCode.BadRequest, "FAILED_PRECONDITION", "TASK_UNSUPPORTED", false)]
    [InlineData("Overloaded", StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "OVERLOADED", true)]
    [InlineData("NotReady", StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "NOT_READY", true)]
    [InlineData("InferenceFailed", StatusCode.Internal, HttpStatusCode.InternalServerError, "INTERNAL", "INTERNAL", false)]
    public async Task Fault_InTheEngine_HasItsRow(
        string fault, StatusCode code, HttpStatusCode http, string name, string reason, bool retries)
    {
        var request = new TranscribeRequest { Content = Speech };
        var status = await Failure.AssertGrpcAsync(
            code, reason,
            () => fixture.Server.Client.TranscribeAsync(request, new Metadata { { FaultInterceptor.Header, fault } }).ResponseAsync);
        Assert.Equal(retries, status.GetDetail<RetryInfo>() is not null);

        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", request, (FaultInterceptor.Header, fault));
        await Failure.AssertEnvelopeAsync(http, name, reason, response);
        Assert.Equal(retries, response.Headers.RetryAfter is not null);
        using var generated = await fixture.Server.Http.PostAsync(
            "/generate", new GenerateRequest { Url = "http://x" }, (FaultInterceptor.Header, fault));
        Assert.Equal($"Fault: {fault}", await Failure.AssertDetailAsync(http, generated));
        Assert.Equal(retries, generated.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task UnexpectedException_AnyCall_IsInternalAndTellsNothing()
    {
        var headers = new Metadata { { FaultInterceptor.Header, "Unexpected" }, { "x-request-id", "find-me" } };
        var status = await Failure.AssertGrpcAsync(
            StatusCode.Internal, "INTERNAL",
            () => fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Content = Speech }, headers).ResponseAsync);
        Assert.DoesNotContain(FaultInterceptor.Secret, status.ToString(), StringComparison.Ordinal);
        Assert.Contains("find-me", status.Message, StringComparison.Ordinal);

        using var response = await fixture.Server.Http.PostAsync(
            "/v1/transcribe", new TranscribeRequest { Content = Speech }, (FaultInterceptor.Header, "Unexpected"));
        await Failure.AssertEnvelopeAsync(HttpStatusCode.InternalServerError, "INTERNAL", "INTERNAL", response);
        Assert.DoesNotContain(FaultInterceptor.Secret, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static TranscribeRequest Bad(string what)
    {
        TranscribeRequest With(TranscriptionConfig config) => new() { Content = Speech, Config = config };
        TranscribeRequest WithPcm(ExplicitDecoding.Types.Encoding encoding, int rate, int channels) => With(new TranscriptionConfig
        {
            ExplicitDecoding = new ExplicitDecoding { Encoding = encoding, SampleRateHertz = rate, AudioChannelCount = channels },
        });
        return what switch
        {
            "no audio" => new TranscribeRequest(),
            "empty content" => new TranscribeRequest { Content = ByteString.Empty },
            "empty uri" => new TranscribeRequest { Uri = "" },
            "temperature" => With(new TranscriptionConfig { Temperature = 1.5f }),
            "task" => With(new TranscriptionConfig { Task = (TranscriptionConfig.Types.Task)99 }),
            "language" => With(new TranscriptionConfig { LanguageCodes = { "en", "" } }),
            "pcm encoding" => WithPcm(ExplicitDecoding.Types.Encoding.Unspecified, 16_000, 1),
            "pcm rate" => WithPcm(ExplicitDecoding.Types.Encoding.Linear16, 7_999, 1),
            "pcm channels" => WithPcm(ExplicitDecoding.Types.Encoding.Linear16, 16_000, 9),
            "broken audio" =>
                new TranscribeRequest { Content = ByteString.CopyFromUtf8(string.Concat(Enumerable.Repeat("no audio ", 300))) },
            "unknown model" => With(new TranscriptionConfig { Model = "nobody" }),
            "unknown language" => With(new TranscriptionConfig { LanguageCodes = { "tlh" } }),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private string Url(string what) => what switch
    {
        "not http" => "ftp://example.com/a.mp3",
        "no url" => "digits-en.mp3",
        "private address" => "http://169.254.169.254/latest/meta-data",
        "redirect to private address" => fixture.Files.RedirectTo("http://10.0.0.1/a.mp3"),
        "status" => fixture.Files.Status(403),
        "not audio" => fixture.Files.Text,
        "too large to fetch" => fixture.Files.Zeros(ServerFixture.MaxInlineBytes + 1),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
