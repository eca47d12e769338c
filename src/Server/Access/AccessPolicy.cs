using Google.Rpc;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>Asks for a key where keys are configured, and keeps callers to their quota.</summary>
internal sealed class AccessPolicy(ApiKeys keys, CallQuota quota)
{
    /// <summary>Checks a call's key and takes the call from the caller's quota.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED or QUOTA_EXCEEDED.</exception>
    public void Check(HttpContext context)
    {
        var key = keys.Valid(name => context.Request.Headers[name].FirstOrDefault());
        if (keys.AreRequired && key is null)
            throw RpcErrors.Create(Code.Unauthenticated, ErrorReasons.Unauthenticated, "The call needs a valid key, as `authorization: Bearer …` or `x-api-key`");
        if (quota.Take(key ?? context.Connection.RemoteIpAddress?.ToString() ?? "") is { } delay)
            throw RpcErrors.Create(Code.ResourceExhausted, ErrorReasons.QuotaExceeded, "The caller's quota of calls a minute is used up", delay);
    }
}
