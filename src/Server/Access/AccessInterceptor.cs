using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Calls;
using Transcribe.Server.Errors;

namespace Transcribe.Server.Access;

/// <summary>Asks for a key where keys are configured, and keeps callers to their quota. Health is open to all, as load balancers have no keys.</summary>
internal sealed class AccessInterceptor(ApiKeys keys, CallQuota quota) : CallInterceptor
{
    private static readonly string[] Open = ["/grpc.health.v1.Health/", $"/{V1.Transcriber.Descriptor.FullName}/{nameof(V1.Transcriber.TranscriberBase.GetHealth)}"];

    protected override Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        if (!Array.Exists(Open, path => context.Method.StartsWith(path, StringComparison.Ordinal)))
            Check(context);
        return call();
    }

    private void Check(ServerCallContext context)
    {
        var key = keys.Valid(context.RequestHeaders);
        if (keys.AreRequired && key is null)
            throw RpcErrors.Create(Code.Unauthenticated, ErrorReasons.Unauthenticated, "The call needs a valid key, as `authorization: Bearer …` or `x-api-key`");
        var caller = key ?? context.GetHttpContext().Connection.RemoteIpAddress?.ToString() ?? "";
        if (quota.Take(caller) is { } delay)
            throw RpcErrors.Create(Code.ResourceExhausted, ErrorReasons.QuotaExceeded, "The caller's quota of calls a minute is used up", delay);
    }
}
