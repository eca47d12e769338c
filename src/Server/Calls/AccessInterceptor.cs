using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Transcribe.Server.Access;

namespace Transcribe.Server.Calls;

/// <summary>Applies the access policy to gRPC calls, except to endpoints that allow anonymous calls.</summary>
internal sealed class AccessInterceptor(AccessPolicy policy) : CallInterceptor
{
    protected override Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var http = context.GetHttpContext();
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
            policy.Check(http);
        return call();
    }
}
