using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>Maps every exception of an HTTP endpoint to a status, as <see cref="ErrorInterceptor"/> does for gRPC calls.</summary>
internal sealed class CallFilter(CallErrors errors) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        // The middleware that writes error bodies reports what Kestrel rejects.
        catch (Exception exception) when (exception is not BadHttpRequestException)
        {
            throw errors.Of(exception, context.HttpContext);
        }
    }
}
