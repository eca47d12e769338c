using Google.Rpc;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations;

namespace Transcribe.JsonTranscoding.ContainerHost;

/// <summary>
/// The inference calls of a container host: they transcribe the audio at a URL, synchronously or asynchronously. Asynchronous calls are
/// operations, and the inference id is their idempotency key. As in every call, failures are <see cref="Grpc.Core.RpcException"/>s and
/// domain exceptions.
/// </summary>
public sealed class ContainerHostCalls(ITranscriber transcriber, IOperations operations, IOptions<ContainerHostOptions> options)
{
    private readonly Webhook? _webhook = options.Value.Webhook is { Length: > 0 } uri
        ? new Webhook(new Uri(uri), WebhookKind.Platform)
        : null;

    /// <summary>Creates the request for a URL, with default values for all other fields.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the URL is missing, or is not an absolute http or https URL.</exception>
    public static TranscriptionRequest ToRequest(string url, Caller caller) => string.IsNullOrWhiteSpace(url)
        ? throw RpcErrors.InvalidField("url", "Request JSON must include a top-level `url` field", ErrorReasons.UrlMissing)
        : new TranscriptionRequest { Audio = AudioUrls.ToAudio(url), Caller = caller };

    /// <summary>Transcribes and returns the whole text.</summary>
    public async Task<string> GenerateAsync(TranscriptionRequest request, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        await transcriber.TranscribeAsync(
            request,
            (segment, _) =>
            {
                texts.Add(segment.Text);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        return TranscriptText.Join(texts);
    }

    /// <summary>Accepts a URL and sends its transcript to the webhook of the container host.</summary>
    /// <exception cref="Grpc.Core.RpcException">INTERNAL: no webhook is configured.</exception>
    public Task PostToWebhookAsync(string url, Caller caller, CancellationToken cancellationToken)
    {
        var webhook = _webhook ?? throw RpcErrors.Create(Code.Internal, ErrorReasons.WebhookNotDefined, "webhook not defined");
        return operations.CreateAsync(new NewOperation { Request = ToRequest(url, caller), Webhook = webhook }, cancellationToken);
    }

    /// <summary>Accepts a URL. The client requests the result later by its inference id.</summary>
    /// <param name="url">The URL that the caller sent; may be empty.</param>
    /// <param name="inferenceId">Identifies the caller's work: a repeated call with the same id and URL does not start it again.</param>
    /// <param name="caller">Who makes the call.</param>
    /// <param name="toWebhook">Whether the webhook also receives the result, if one is configured.</param>
    /// <param name="cancellationToken">Cancels the call but not the work.</param>
    public Task SubmitAsync(string url, string inferenceId, Caller caller, bool toWebhook, CancellationToken cancellationToken) =>
        operations.CreateAsync(
            new NewOperation { Request = ToRequest(url, caller), RequestId = inferenceId, Webhook = toWebhook ? _webhook : null },
            cancellationToken);

    /// <summary>Returns the progress of the work, or null if the caller has no work with this id.</summary>
    public async Task<InferenceStatus?> StatusAsync(string inferenceId, Caller caller, CancellationToken cancellationToken) =>
        await operations.FindByRequestIdAsync(caller.Tenant, inferenceId, cancellationToken) is { } operation
            ? new InferenceStatus(
                Stage(operation.State), operation is { Done: true, Summary: null } ? ErrorMap.Of(operation).Status.Detail : null)
            : null;

    /// <summary>Returns the whole text, or null if the caller has no work with this id or it has not finished.</summary>
    /// <exception cref="Grpc.Core.RpcException">The work failed; the error equals that of the synchronous call.</exception>
    public async Task<string?> ResultAsync(string inferenceId, Caller caller, CancellationToken cancellationToken)
    {
        if (await operations.FindByRequestIdAsync(caller.Tenant, inferenceId, cancellationToken) is not { Done: true } operation)
            return null;
        if (operation.Summary is null)
            throw ErrorMap.Of(operation);
        var texts = new List<string>();
        await foreach (var segment in operations.ReadSegmentsAsync(operation.Tenant, operation.Id, cancellationToken))
            texts.Add(segment.Text);
        return TranscriptText.Join(texts);
    }

    private static InferenceStage Stage(OperationState state) => state switch
    {
        OperationState.Queued => InferenceStage.Queued,
        OperationState.Running => InferenceStage.Running,
        _ => InferenceStage.Finished,
    };
}

/// <summary>The status of the work as the container host defines it.</summary>
/// <param name="Stage">The stage of the work.</param>
/// <param name="Error">The error message; null unless the work failed.</param>
public sealed record InferenceStatus(InferenceStage Stage, string? Error);

/// <summary>The stage numbers of the container host. The host also defines 0, initialised, which is never used here.</summary>
public enum InferenceStage
{
    Queued = 1,
    Running = 2,
    Finished = 3,
}
