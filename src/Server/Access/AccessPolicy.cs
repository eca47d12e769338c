using Google.Rpc;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>Requires a key if keys are configured, and enforces the quota of each caller.</summary>
internal sealed class AccessPolicy(ApiKeys keys, CallQuota quota)
{
    /// <summary>Validates the key of a call and deducts the call from the quota of its caller.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED or QUOTA_EXCEEDED.</exception>
    public void Check(HttpContext context)
    {
        var key = keys.Valid(name => context.Request.Headers[name].FirstOrDefault());
        if (keys.AreRequired && key is null)
            throw RpcErrors.Create(
                Code.Unauthenticated,
                ErrorReasons.Unauthenticated,
                "A valid API key is required, as `authorization: Bearer …` or `x-api-key`");
        if (quota.Take(key ?? context.Connection.RemoteIpAddress?.ToString() ?? "") is { } delay)
            throw RpcErrors.Create(
                Code.ResourceExhausted, ErrorReasons.QuotaExceeded, "The caller has exceeded its quota of calls per minute", delay);
    }
}
