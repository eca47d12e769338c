using Google.Rpc;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations;

namespace Transcribe.JsonTranscoding.ContainerHost;

/// <summary>
/// The inference calls of a container host: a URL in, the text out, at once or asynchronously. The asynchronous calls are operations, and the inference id is their idempotency key.
/// Failures are <see cref="Grpc.Core.RpcException"/>s and the domain's exceptions, as in every call.
/// </summary>
public sealed class ContainerHostCalls(ITranscriber transcriber, OperationService operations, IOptions<ContainerHostOptions> options)
{
    private readonly Webhook? _webhook = options.Value.Webhook is { Length: > 0 } uri ? new Webhook(new Uri(uri), WebhookKind.Platform) : null;

    /// <summary>The request for a URL, with defaults for everything else.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the URL is missing, or is not an absolute http or https URL.</exception>
    public static TranscriptionRequest ToRequest(string url) => string.IsNullOrWhiteSpace(url)
        ? throw RpcErrors.InvalidField("url", "Request JSON must include a top-level `url` field", ErrorReasons.UrlMissing)
        : new TranscriptionRequest { Audio = AudioUrls.ToAudio(url) };

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

    /// <summary>Accepts a URL, whose text goes to the container host's webhook.</summary>
    /// <exception cref="Grpc.Core.RpcException">INTERNAL: no webhook is configured.</exception>
    public Task PostToWebhookAsync(string url, CancellationToken cancellationToken)
    {
        var webhook = _webhook ?? throw RpcErrors.Create(Code.Internal, ErrorReasons.WebhookNotDefined, "webhook not defined");
        return operations.CreateAsync(new NewOperation { Request = ToRequest(url), Webhook = webhook }, cancellationToken);
    }

    /// <summary>Accepts a URL, whose result is requested by its inference id later.</summary>
    /// <param name="url">As the caller sent it; may be missing.</param>
    /// <param name="inferenceId">The same id with the same URL is the same work.</param>
    /// <param name="toWebhook">Whether the webhook receives the result too, if one is configured.</param>
    /// <param name="cancellationToken">Cancels the call, not the work.</param>
    public Task SubmitAsync(string url, string inferenceId, bool toWebhook, CancellationToken cancellationToken) => operations.CreateAsync(
        new NewOperation { Request = ToRequest(url), RequestId = inferenceId, Webhook = toWebhook ? _webhook : null }, cancellationToken);

    /// <summary>The progress of a piece of work; null for an unknown id.</summary>
    public async Task<InferenceStatus?> StatusAsync(string inferenceId, CancellationToken cancellationToken) =>
        await operations.FindByRequestIdAsync(inferenceId, cancellationToken) is { } operation
            ? new InferenceStatus(Stage(operation.State), operation is { Done: true, Summary: null } ? ErrorMap.Of(operation).Status.Detail : null)
            : null;

    /// <summary>The whole text; null for an unknown id, and before the end.</summary>
    /// <exception cref="Grpc.Core.RpcException">The work failed, as the synchronous call would have.</exception>
    public async Task<string?> ResultAsync(string inferenceId, CancellationToken cancellationToken)
    {
        if (await operations.FindByRequestIdAsync(inferenceId, cancellationToken) is not { Done: true } operation)
            return null;
        if (operation.Summary is null)
            throw ErrorMap.Of(operation);
        var texts = new List<string>();
        await foreach (var segment in operations.ReadSegmentsAsync(operation.Id, cancellationToken))
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

/// <summary>The container host's view of a piece of work.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
public sealed record InferenceStatus(InferenceStage Stage, string? Error);

/// <summary>The container host's numbers. It also defines 0, initialised, which never occurs here.</summary>
public enum InferenceStage
{
    Queued = 1,
    Running = 2,
    Finished = 3,
}
