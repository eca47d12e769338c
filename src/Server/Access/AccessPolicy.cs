using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>Requires a key if keys are configured, and enforces the quota of each caller.</summary>
internal sealed class AccessPolicy(ApiKeys keys, CallQuota quota)
{
    /// <summary>Finds the caller of a request, sets it, and deducts the call from its quota.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED or QUOTA_EXCEEDED.</exception>
    public void Admit(HttpContext context)
    {
        var caller = keys.AreRequired
            ? Caller.Of(FindTenant(context.Request.Headers) ?? throw Unauthenticated())
            : new Caller("", context.Connection.RemoteIpAddress?.ToString() ?? "");
        context.SetCaller(caller);
        if (quota.Take(caller.Account) is { } delay)
            throw RpcErrors.Create(
                Code.ResourceExhausted, ErrorReasons.QuotaExceeded, "The caller has exceeded its quota of calls per minute", delay);
    }

    private string? FindTenant(IHeaderDictionary headers) =>
        Credential.Of(headers) is { } credential ? keys.Table.Find(credential.Text) : null;

    private static RpcException Unauthenticated() => RpcErrors.Create(
        Code.Unauthenticated,
        ErrorReasons.Unauthenticated,
        "A valid API key is required, as `authorization: Bearer …` or `x-api-key`");
}
