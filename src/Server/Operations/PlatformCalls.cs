using Transcribe.JsonTranscoding.Platform;
using Transcribe.Operations;
using Transcribe.Server.Access;
using Transcribe.Server.Mapping;

namespace Transcribe.Server.Operations;

/// <summary>The platform's asynchronous calls are operations underneath: the inference id is their idempotency key.</summary>
internal sealed class PlatformCalls(OperationService operations, ServerWebhook webhook, AccessPolicy access) : IPlatformCalls
{
    public void Admit(HttpContext context) => access.Check(context);

    public async Task SubmitAsync(string url, string inferenceId, bool toWebhook, CancellationToken cancellationToken)
    {
        try
        {
            await operations.CreateAsync(
                new NewOperation { Request = RequestMapping.ToGenerate(url), RequestId = inferenceId, Webhook = toWebhook ? webhook.Find() : null },
                cancellationToken);
        }
        catch (Exception exception) when (Errors.ErrorMap.Find(exception) is { } expected)
        {
            throw expected;
        }
    }

    public async Task<PlatformStatus?> StatusAsync(string inferenceId, CancellationToken cancellationToken) =>
        await operations.FindByRequestIdAsync(inferenceId, cancellationToken) is { } operation
            ? new PlatformStatus(Stage(operation.State), operation is { Done: true, Summary: null } ? OperationMapping.ToException(operation).Status.Detail : null)
            : null;

    public async Task<string?> ResultAsync(string inferenceId, CancellationToken cancellationToken)
    {
        if (await operations.FindByRequestIdAsync(inferenceId, cancellationToken) is not { Done: true } operation)
            return null;
        if (operation.Summary is null)
            throw OperationMapping.ToException(operation);
        var texts = new List<string>();
        await foreach (var segment in operations.ReadSegmentsAsync(operation.Id, cancellationToken))
            texts.Add(segment.Text);
        return ResponseMapping.JoinText(texts);
    }

    private static PlatformStage Stage(OperationState state) => state switch
    {
        OperationState.Queued => PlatformStage.Queued,
        OperationState.Running => PlatformStage.Running,
        _ => PlatformStage.Finished,
    };
}
