using System.Net;
using Google.Rpc;
using Transcribe.Server.Errors;

namespace Transcribe.Server.Access;

/// <summary>Asks for a key where keys are configured, and keeps callers to their quota.</summary>
internal sealed class AccessPolicy(ApiKeys keys, CallQuota quota)
{
    /// <summary>Checks a request that does not come as a gRPC call.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED or QUOTA_EXCEEDED.</exception>
    public void Check(HttpContext context) => Check(name => context.Request.Headers[name].FirstOrDefault(), context.Connection.RemoteIpAddress);

    /// <param name="header">A request header's value by its name.</param>
    /// <param name="address">Where the call comes from.</param>
    /// <exception cref="Grpc.Core.RpcException">UNAUTHENTICATED or QUOTA_EXCEEDED.</exception>
    public void Check(Func<string, string?> header, IPAddress? address)
    {
        var key = keys.Valid(header);
        if (keys.AreRequired && key is null)
            throw RpcErrors.Create(Code.Unauthenticated, ErrorReasons.Unauthenticated, "The call needs a valid key, as `authorization: Bearer …` or `x-api-key`");
        if (quota.Take(key ?? address?.ToString() ?? "") is { } delay)
            throw RpcErrors.Create(Code.ResourceExhausted, ErrorReasons.QuotaExceeded, "The caller's quota of calls a minute is used up", delay);
    }
}
