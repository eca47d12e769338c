using Grpc.Core;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Inline;
using Transcribe.Operations;
using Transcribe.Server.Calls;
using Transcribe.Server.Mapping;
using Transcribe.V1;

namespace Transcribe.Server.Services;

/// <summary>The calls that create and watch operations.</summary>
internal sealed class LongRunningCalls(
    IOperations operations, OperationMapping mapping, IOptions<AudioOptions> audio, IGuardedHttp http)
{
    public async Task<Google.LongRunning.Operation> CreateAsync(
        TranscribeLongRunningRequest request, Caller caller, int maximumBytes, CancellationToken cancellationToken)
    {
        if (request.Request is null)
            throw RpcErrors.InvalidField("request", "The request to run is missing");
        if (request.Request.SubtitleFormat != SubtitleFormat.Unspecified)
            throw RpcErrors.InvalidField("request.subtitle_format", "GetSubtitles returns the subtitles of an operation in any format");
        var content = request.Request.Content;
        if ((SpooledContent.Find(content)?.Length ?? content.Length) > audio.Value.MaxInlineBytes)
            throw RpcErrors.InvalidField("request.content", InlineLimit.Message(audio.Value), ErrorReasons.AudioTooLarge);
        var operation = await operations.CreateAsync(
            new NewOperation
            {
                Request = RpcErrors.Within("request", () => RequestMapping.ToCore(request.Request, caller)),
                RequestId = request.RequestId.Length > 0 ? request.RequestId : null,
                Webhook = request.WebhookUri.Length > 0 ? new Webhook(ToUri(request.WebhookUri), WebhookKind.Operation) : null,
            },
            cancellationToken);
        return await mapping.ToProtoAsync(operation, maximumBytes, cancellationToken);
    }

    public async Task WatchAsync(
        string name,
        Caller caller,
        int maximumBytes,
        IServerStreamWriter<WatchTranscriptionResponse> responseStream,
        CancellationToken cancellationToken)
    {
        var id = OperationNames.ToId(name);
        var owner = await operations.OwnerAsync(caller, id, cancellationToken);
        await foreach (var change in operations.WatchAsync(owner, id, cancellationToken))
        {
            await responseStream.WriteAsync(
                change switch
                {
                    WatchEvent.SegmentStored stored => new WatchTranscriptionResponse { Segment = ResponseMapping.ToProto(stored.Segment) },
                    WatchEvent.Progressed progressed =>
                        new WatchTranscriptionResponse { Progress = OperationMapping.ToMetadata(progressed.Operation) },
                    WatchEvent.Ended ended => new WatchTranscriptionResponse
                    {
                        Done = await mapping.ToProtoAsync(ended.Operation, maximumBytes, cancellationToken),
                    },
                    _ => throw new InvalidOperationException($"No message is defined for {change}"),
                },
                cancellationToken);
        }
    }

    /// <summary>Lists segments; a page has at least one and at most as many as fit into its message.</summary>
    public async Task<ListSegmentsResponse> ListSegmentsAsync(
        ListSegmentsRequest request, Caller caller, int maximumBytes, CancellationToken cancellationToken)
    {
        var id = OperationNames.ToId(request.Parent, "parent");
        var owner = await operations.OwnerAsync(caller, id, cancellationToken);
        var page = await operations.ListSegmentsAsync(owner, id, request.PageSize, request.PageToken, cancellationToken);
        var segments = page.Segments.Select(ResponseMapping.ToProto).ToArray();
        var count = Math.Max(1, MessageLimit.Fitting(segments, maximumBytes));
        return new ListSegmentsResponse
        {
            Segments = { segments.Take(count) },
            NextPageToken = count < segments.Length ? SegmentPage.TokenOf(id, segments[count].Index) : page.NextPageToken,
        };
    }

    /// <summary>Writes the segments of an operation that succeeded as subtitles.</summary>
    public async Task<Google.Api.HttpBody> GetSubtitlesAsync(
        GetSubtitlesRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var subtitles = SubtitleMapping.Of(request);
        var id = OperationNames.ToId(request.Name);
        var owner = await operations.OwnerAsync(caller, id, cancellationToken);
        var operation = await operations.GetAsync(owner, id, cancellationToken);
        if (!operation.Done)
            throw RpcErrors.Create(Google.Rpc.Code.FailedPrecondition, ErrorReasons.OperationNotDone, "The operation is not done yet");
        if (operation.Summary is null)
            throw ErrorMap.Of(operation);
        var segments = await operations.ReadSegmentsAsync(owner, id, cancellationToken)
            .ToListAsync(cancellationToken);
        return subtitles.ToBody(segments);
    }

    private Uri ToUri(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
            throw RpcErrors.InvalidField(
                "webhook_uri", "The webhook URL must be an absolute http or https URL", ErrorReasons.UrlNotAllowed);
        http.Check(parsed);
        return parsed;
    }
}
