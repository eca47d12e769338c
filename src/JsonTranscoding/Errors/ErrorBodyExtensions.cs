using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Gives failed JSON calls the bodies that the contract promises; answers below 400 pass untouched and unbuffered.</summary>
public static class ErrorBodyExtensions
{
    /// <summary>Adds the middleware. It must come before routing, whose own refusals (404, 405) it words too.</summary>
    public static IApplicationBuilder UseJsonErrorBodies(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (ErrorShape.For(context.Request) is not { } shape)
        {
            await next(context);
            return;
        }
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var held = new HeldErrorBody(context.Response, inner.Stream);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(held, inner));
        RpcException? status = null;
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            // Kestrel's own refusals while the body is read, such as one over the limit.
            context.Response.StatusCode = exception.StatusCode;
        }
        catch (RpcException exception) when (!context.Response.HasStarted)
        {
            // Calls that do not come through the transcoding fail like those that do.
            context.Response.StatusCode = HttpStatus.Of(exception.StatusCode);
            status = exception;
        }
        finally
        {
            context.Features.Set(inner);
        }
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest && !context.Response.HasStarted)
            await ErrorBody.WriteAsync(context.Response, shape, status is null ? held.Written : ErrorBody.Of(status));
    });
}
