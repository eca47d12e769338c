using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Platform;

/// <summary>The hosting platform's asynchronous calls, without their HTTP form. All throw <see cref="Grpc.Core.RpcException"/> for failures, like any call.</summary>
public interface IPlatformCalls
{
    /// <summary>Checks that the caller may call.</summary>
    void Admit(HttpContext context);

    /// <summary>Takes a URL to transcribe.</summary>
    /// <param name="url">As the caller sent it; may be missing.</param>
    /// <param name="inferenceId">The caller's id for it, or a new one: the same id with the same URL is the same work.</param>
    /// <param name="toWebhook">Whether the server's webhook, if it has one, is told of the end.</param>
    /// <param name="cancellationToken">Cancels the call, not the work.</param>
    Task SubmitAsync(string url, string inferenceId, bool toWebhook, CancellationToken cancellationToken);

    /// <summary>How far it is; null for an unknown id.</summary>
    Task<PlatformStatus?> StatusAsync(string inferenceId, CancellationToken cancellationToken);

    /// <summary>The full text; null for an unknown id, and before the end.</summary>
    /// <exception cref="Grpc.Core.RpcException">It failed, as the synchronous call would have.</exception>
    Task<string?> ResultAsync(string inferenceId, CancellationToken cancellationToken);
}

/// <summary>The platform's view of a piece of work.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record PlatformStatus(PlatformStage Stage, string? Error);

/// <summary>The platform's numbers.</summary>
public enum PlatformStage
{
    Initialised = 0,
    Queued = 1,
    Running = 2,
    Finished = 3,
}
