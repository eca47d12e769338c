using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.ContainerHost;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.OpenAi.Errors;
using Transcribe.Server.Calls;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Mapping;
using Transcribe.Server.Models;
using Transcribe.V1;

namespace Transcribe.Server.Services;

/// <summary>Implements the Transcriber service: each method maps the request, delegates the work and maps the response.</summary>
internal sealed class TranscriberService(
    ITranscriber transcriber,
    LongRunningCalls longRunning,
    LiveCalls live,
    ContainerHostCalls containerHost,
    IModelCatalog models,
    ModelCalls modelCalls,
    WorkGate gate,
    Readiness readiness) : Transcriber.TranscriberBase
{
    [CarriesAudio(AudioUse.Recorded)]
    public override async Task<TranscribeResponse> Transcribe(TranscribeRequest request, ServerCallContext context)
    {
        var subtitles = SubtitleMapping.Of(request);
        var cancellation = gate.Enter(context.GetHttpContext(), context.CancellationToken);
        var segments = new List<Core.Segment>();
        var summary = await transcriber.TranscribeAsync(
            ToDirect(request, context),
            (segment, _) =>
            {
                segments.Add(segment);
                return ValueTask.CompletedTask;
            },
            cancellation);
        var response = new TranscribeResponse
        {
            Text = TranscriptText.Join(segments.Select(segment => segment.Text)),
            Segments = { segments.Select(ResponseMapping.ToProto) },
            Subtitles = subtitles?.Write(segments) ?? "",
        };
        ResponseMapping.AddSummary(response, summary, context.GetHttpContext().TraceIdentifier);
        return response;
    }

    [CarriesAudio(AudioUse.Recorded)]
    public override async Task TranscribeStream(
        TranscribeRequest request, IServerStreamWriter<TranscribeStreamResponse> responseStream, ServerCallContext context)
    {
        var subtitles = SubtitleMapping.Of(request);
        var cancellation = gate.Enter(context.GetHttpContext(), context.CancellationToken);
        var shown = new List<Core.Segment>();
        // A write waits for a slow reader. Meanwhile the windows in progress finish and free their slots, and no further window of this
        // request is submitted.
        var summary = await transcriber.TranscribeAsync(
            ToDirect(request, context),
            async (segment, cancellationToken) =>
            {
                if (subtitles is not null)
                    shown.Add(segment);
                await responseStream.WriteAsync(
                    new TranscribeStreamResponse { Segment = ResponseMapping.ToProto(segment) }, cancellationToken);
            },
            cancellation);
        var last = new TranscribeResponse { Subtitles = subtitles?.Write(shown) ?? "" };
        ResponseMapping.AddSummary(last, summary, context.GetHttpContext().TraceIdentifier);
        await responseStream.WriteAsync(new TranscribeStreamResponse { Summary = last }, cancellation);
    }

    [CarriesAudio(AudioUse.Live)]
    public override Task TranscribeLive(
        IAsyncStreamReader<TranscribeLiveRequest> requestStream,
        IServerStreamWriter<TranscribeLiveResponse> responseStream,
        ServerCallContext context) =>
        live.RunAsync(
            context.GetHttpContext(),
            requestStream.ReadAllAsync(),
            (response, cancellationToken) => new ValueTask(responseStream.WriteAsync(response, cancellationToken)),
            context.CancellationToken);

    [OpenAiErrors]
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(ModelMapping.ToList(models.List()));

    [OpenAiErrors]
    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(ModelMapping.Find(models, request.Id));

    public override Task<Google.LongRunning.Operation> PullModel(PullModelRequest request, ServerCallContext context) =>
        Task.FromResult(modelCalls.Pull(request, context.GetHttpContext().GetCaller()));

    public override Task<Google.LongRunning.Operation> LoadModel(LoadModelRequest request, ServerCallContext context) =>
        Task.FromResult(modelCalls.Load(request, context.GetHttpContext().GetCaller()));

    public override Task<Model> UnloadModel(UnloadModelRequest request, ServerCallContext context) => modelCalls.UnloadAsync(request);

    [ErrorShape(ErrorShape.Detail)]
    public override async Task<GenerateResponse> Generate(GenerateRequest request, ServerCallContext context)
    {
        var work = ContainerHostCalls.ToRequest(request.Url, context.GetHttpContext().GetCaller()) with { Deadline = DeadlineOf(context) };
        return new GenerateResponse
        {
            Result = await containerHost.GenerateAsync(work, gate.Enter(context.GetHttpContext(), context.CancellationToken)),
        };
    }

    [ErrorShape(ErrorShape.Detail)]
    public override async Task<GenerateWebhookResponse> GenerateWebhook(GenerateRequest request, ServerCallContext context)
    {
        await containerHost.PostToWebhookAsync(request.Url, context.GetHttpContext().GetCaller(), context.CancellationToken);
        JsonStatus.Set(context, StatusCodes.Status202Accepted);
        return new GenerateWebhookResponse { Status = "accepted" };
    }

    [CarriesAudio(AudioUse.Later)]
    public override Task<Google.LongRunning.Operation> TranscribeLongRunning(
        TranscribeLongRunningRequest request, ServerCallContext context) =>
        longRunning.CreateAsync(request, context.GetHttpContext().GetCaller(), MessageLimit.Of(context), context.CancellationToken);

    public override Task WatchTranscription(
        WatchTranscriptionRequest request, IServerStreamWriter<WatchTranscriptionResponse> responseStream, ServerCallContext context) =>
        longRunning.WatchAsync(
            request.Name,
            context.GetHttpContext().GetCaller(),
            MessageLimit.Of(context),
            responseStream,
            gate.Follow(context.GetHttpContext(), context.CancellationToken));

    public override Task<ListSegmentsResponse> ListSegments(ListSegmentsRequest request, ServerCallContext context) =>
        longRunning.ListSegmentsAsync(
            request, context.GetHttpContext().GetCaller(), MessageLimit.Of(context), context.CancellationToken);

    public override Task<Google.Api.HttpBody> GetSubtitles(GetSubtitlesRequest request, ServerCallContext context) =>
        longRunning.GetSubtitlesAsync(request, context.GetHttpContext().GetCaller(), context.CancellationToken);

    [AllowAnonymous]
    public override Task<GetHealthResponse> GetHealth(GetHealthRequest request, ServerCallContext context)
    {
        var state = readiness.State;
        // Load balancers evaluate only the HTTP status code.
        if (state != ReadinessState.Ready)
            JsonStatus.Set(context, StatusCodes.Status503ServiceUnavailable);
        return Task.FromResult(new GetHealthResponse { Status = state.ToWord() });
    }

    private static TranscriptionRequest ToDirect(TranscribeRequest request, ServerCallContext context) =>
        RequestMapping.ToCore(request, context.GetHttpContext().GetCaller()) with { Deadline = DeadlineOf(context) };

    // A call without a deadline, as every call over JSON, has the greatest time.
    private static DateTimeOffset? DeadlineOf(ServerCallContext context) =>
        context.Deadline == DateTime.MaxValue ? null : new DateTimeOffset(context.Deadline);
}
