using Grpc.Core;
using Transcribe.Server.Calls;

namespace Transcribe.Server.Access;

/// <summary>Holds calls to the access policy. Health is open to all, as load balancers have no keys.</summary>
internal sealed class AccessInterceptor(AccessPolicy policy) : CallInterceptor
{
    private static readonly string[] Open = ["/grpc.health.v1.Health/", $"/{V1.Transcriber.Descriptor.FullName}/{nameof(V1.Transcriber.TranscriberBase.GetHealth)}"];

    protected override Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        if (!Array.Exists(Open, path => context.Method.StartsWith(path, StringComparison.Ordinal)))
            policy.Check(context.RequestHeaders.GetValue, context.GetHttpContext().Connection.RemoteIpAddress);
        return call();
    }
}
