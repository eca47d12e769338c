using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Access;

namespace Transcribe.Server.Calls;

/// <summary>Does for HTTP endpoints what the interceptors do for gRPC calls: the access policy before the call, a status for every exception after it.</summary>
internal sealed class CallFilter(AccessPolicy policy, CallErrors errors) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            policy.Check(context.HttpContext);
            return await next(context);
        }
        catch (Exception exception)
        {
            throw errors.Of(exception, context.HttpContext, DateTime.MaxValue, context.HttpContext.RequestAborted);
        }
    }
}
