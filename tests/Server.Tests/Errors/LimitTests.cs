using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Rows of the error table that need their own server.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Audio_LongerThanAllowed_IsAudioTooLargeWithTheLimit()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Audio:MaxDuration=00:00:02");
        foreach (var content in new[] { Samples.English.Content, ByteString.CopyFrom(Wav.Join(Pcm.Silence(3))) })
        {
            var request = new TranscribeRequest { Content = content };
            var status = await Failure.AssertGrpcAsync(
                StatusCode.InvalidArgument, "AUDIO_TOO_LARGE", () => server.Client.TranscribeAsync(request).ResponseAsync);
            Assert.Matches("2 s|00:00:02", status.Message);
            using var response = await server.Http.PostAsync("/v1/transcribe", request);
            await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "AUDIO_TOO_LARGE", response);
        }
    }

    [Fact]
    public async Task Url_ThatNeverAnswers_IsFetchFailed()
    {
        var time = new FakeTimeProvider();
        await using var file = await GatedFile.StartAsync();
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), "Transcribe:Audio:FetchIdleTimeout=00:00:10");
        using var call = server.Client.TranscribeAsync(new TranscribeRequest { Uri = file.Url });
        await file.Asked;
        await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "FETCH_FAILED", () => time.PassAsync(call.ResponseAsync));
        await file.Abandoned;
    }

    [Fact]
    public async Task Translate_EnglishOnlyModel_IsTaskUnsupported()
    {
        using var model = new ModelFolder().Edit("generation_config.json", json => json["is_multilingual"] = false);
        await using var server = await TestServer.StartAsync($"Transcribe:Models:Default={model.Path}");
        var request = new TranscribeRequest
        {
            Content = Samples.English.Content,
            Config = new TranscriptionConfig { Task = TranscriptionConfig.Types.Task.Translate },
        };
        await Failure.AssertGrpcAsync(
            StatusCode.FailedPrecondition, "TASK_UNSUPPORTED", () => server.Client.TranscribeAsync(request).ResponseAsync);
        using var response = await server.Http.PostAsync("/v1/transcribe", request);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "FAILED_PRECONDITION", "TASK_UNSUPPORTED", response);
        var described = Assert.Single((await server.Client.ListModelsAsync(new ListModelsRequest())).Models);
        Assert.False(described.CanTranslate || described.Multilingual);
    }
}
