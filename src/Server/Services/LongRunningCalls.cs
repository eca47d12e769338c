using Grpc.Core;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Operations;
using Transcribe.Server.Errors;
using Transcribe.Server.Mapping;
using Transcribe.Server.Operations;
using Transcribe.V1;

namespace Transcribe.Server.Services;

/// <summary>The contract's calls that create operations and follow them.</summary>
internal sealed class LongRunningCalls(OperationService operations, OperationMapping mapping, IOptions<AudioOptions> audio, IGuardedHttp http, ServerWebhook serverWebhook)
{
    private const string Accepted = "accepted";

    public async Task<Google.LongRunning.Operation> CreateAsync(TranscribeLongRunningRequest request, CancellationToken cancellationToken)
    {
        if (request.Request is null)
            throw RpcErrors.InvalidField("request", "There is no request to run");
        if (request.Request.Content.Length > audio.Value.MaxInlineBytes)
            throw RpcErrors.InvalidField("request.content", $"Inline audio may be at most {audio.Value.MaxInlineBytes} bytes", ErrorReasons.AudioTooLarge);
        var operation = await operations.CreateAsync(
            new NewOperation
            {
                Request = RequestMapping.ToCore(request.Request),
                RequestId = request.RequestId.Length > 0 ? request.RequestId : null,
                Webhook = request.WebhookUri.Length > 0 ? new Webhook(ToUri(request.WebhookUri), WebhookKind.Operation) : null,
            },
            cancellationToken);
        return await mapping.ToProtoAsync(operation, cancellationToken);
    }

    public async Task WatchAsync(string name, IServerStreamWriter<WatchTranscriptionResponse> responseStream, CancellationToken cancellationToken)
    {
        await foreach (var change in operations.WatchAsync(OperationNames.ToId(name), cancellationToken))
        {
            await responseStream.WriteAsync(
                change switch
                {
                    WatchEvent.SegmentStored stored => new WatchTranscriptionResponse { Segment = ResponseMapping.ToProto(stored.Segment) },
                    WatchEvent.Progressed progressed => new WatchTranscriptionResponse { Progress = OperationMapping.ToMetadata(progressed.Operation) },
                    WatchEvent.Ended ended => new WatchTranscriptionResponse { Done = await mapping.ToProtoAsync(ended.Operation, cancellationToken) },
                    _ => throw new InvalidOperationException($"{change} has no message"),
                },
                cancellationToken);
        }
    }

    /// <summary>Takes a URL whose text goes to the server's webhook.</summary>
    /// <exception cref="RpcException">INTERNAL: the server has none.</exception>
    public async Task<GenerateWebhookResponse> SubmitAsync(string url, CancellationToken cancellationToken)
    {
        var webhook = serverWebhook.Find() ?? throw RpcErrors.Create(Google.Rpc.Code.Internal, ErrorReasons.WebhookNotDefined, "webhook not defined");
        await operations.CreateAsync(new NewOperation { Request = RequestMapping.ToGenerate(url), Webhook = webhook }, cancellationToken);
        return new GenerateWebhookResponse { Status = Accepted };
    }

    private Uri ToUri(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
            throw RpcErrors.InvalidField("webhook_uri", "The webhook's URL must be absolute, and http or https", ErrorReasons.UrlNotAllowed);
        http.Check(parsed);
        return parsed;
    }
}
