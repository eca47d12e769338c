using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Access;

namespace Transcribe.Server.Calls;

/// <summary>
/// Applies the access policy to HTTP endpoints and maps every exception to a status, as the interceptors do for gRPC calls.
/// </summary>
internal sealed class CallFilter(AccessPolicy policy, CallErrors errors) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            policy.Check(context.HttpContext);
            return await next(context);
        }
        // The middleware that writes error bodies reports what Kestrel rejects.
        catch (Exception exception) when (exception is not BadHttpRequestException)
        {
            throw errors.Of(exception, context.HttpContext, DateTime.MaxValue, context.HttpContext.RequestAborted);
        }
    }
}
