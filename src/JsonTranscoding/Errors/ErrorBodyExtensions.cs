using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Gives failed JSON calls the bodies that the contract promises; answers below 400 pass untouched and unbuffered.</summary>
public static class ErrorBodyExtensions
{
    private static readonly object Failed = new();

    /// <summary>Says that the call has failed, so that what is still written of its body is an error.</summary>
    public static void MarkFailed(this HttpContext context) => context.Items[Failed] = Failed;

    /// <summary>Whether the call was said to have failed.</summary>
    internal static bool HasFailed(this HttpContext context) => context.Items.ContainsKey(Failed);

    /// <summary>
    /// Adds the middleware. It runs after the endpoint is selected, whose <see cref="ErrorShapeAttribute"/> chooses the form, and before the endpoint runs. Requests without an
    /// endpoint (404, 405) get the default form.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="tooLarge">What is said of a body over the limit.</param>
    public static IApplicationBuilder UseJsonErrorBodies(this IApplicationBuilder app, string tooLarge) => app.Use(async (context, next) =>
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            await next(context);
            return;
        }
        var shape = context.GetEndpoint()?.Metadata.GetMetadata<ErrorShapeAttribute>()?.Shape ?? ErrorShape.Status;
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
        if (context.Response.HasStarted && !held.Written.IsEmpty)
            await ErrorBody.WriteLineAsync(inner.Stream, held.Written, context.RequestAborted);
        else if (context.Response.StatusCode >= StatusCodes.Status400BadRequest && !context.Response.HasStarted)
            await ErrorBody.WriteAsync(context.Response, shape, status is null ? held.Written : ErrorBody.Of(status), tooLarge);
    });
}
