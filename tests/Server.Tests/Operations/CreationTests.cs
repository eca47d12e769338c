using System.Net;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Operations;

/// <summary>What a direct call would refuse at once is refused at an operation's creation.</summary>
public sealed class CreationTests
{
    [Fact]
    public async Task TranscribeLongRunning_RequestThatCannotSucceed_IsRefusedAndStoresNothing()
    {
        await using var server = await OperationsServer.StartAsync();
        (TranscribeRequest Request, string Reason)[] cases =
        [
            (With(new TranscriptionConfig { Model = "nobody" }), "UNKNOWN_MODEL"),
            (With(new TranscriptionConfig { LanguageCodes = { "tlh" } }), "UNKNOWN_LANGUAGE"),
            (With(new TranscriptionConfig { AutoDecoding = new AutoDecoding { AudioTrack = -1 } }), "INVALID_REQUEST"),
            (new TranscribeRequest { Uri = "http://169.254.169.254/latest" }, "URL_NOT_ALLOWED"),
            (new TranscribeRequest { Uri = "http://[::ffff:10.0.0.1]/a.mp3" }, "URL_NOT_ALLOWED"),
        ];

        foreach (var (request, reason) in cases)
            await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, reason, () => server.Clients.CreateAsync(request));

        using var generated = await server.Clients.Http.PostAsync(
            "/generate", new GenerateRequest { Url = "http://169.254.169.254/latest" }, ("Prefer", "respond-async"));
        Assert.Contains("not allowed", await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, generated), StringComparison.Ordinal);
        Assert.Empty((await Json.GetAsync(server.Clients.Http, "/v1/operations")).Body!["operations"]!.AsArray());
    }

    [Fact]
    public async Task Transcribe_TrackThatTheAudioLacks_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();
        var request = With(new TranscriptionConfig { AutoDecoding = new AutoDecoding { AudioTrack = 3 } });

        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST", () => server.Client.TranscribeAsync(request).ResponseAsync);

        Assert.Equal("The audio has no track 3; tracks are numbered from 0", status.Message);
    }

    [Fact]
    public async Task Transcribe_AdditionalModelIsBroken_IsUnavailableAndSaysWhen()
    {
        using var broken = new ModelFolder().Write("config.json", "{");
        await using var server = await TestServer.StartAsync($"Transcribe:Models:Additional:0={broken.Path}");
        var request = With(new TranscriptionConfig { Model = Path.GetFileName(broken.Path) });

        for (var call = 0; call < 2; call++)
        {
            var status = await Failure.AssertGrpcAsync(
                StatusCode.Unavailable, "MODEL_UNAVAILABLE", () => server.Client.TranscribeAsync(request).ResponseAsync);
            Assert.DoesNotContain(broken.Path, status.Message, StringComparison.Ordinal);
        }
    }

    private static TranscribeRequest With(TranscriptionConfig config)
    {
        var request = Speech.Inline();
        request.Config = config;
        return request;
    }
}
