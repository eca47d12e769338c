using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Writes the error bodies of the contract for failed JSON calls. Responses below 400 are passed through unbuffered.</summary>
public static class ErrorBodyExtensions
{
    private static readonly object Failed = new();

    /// <summary>Marks the call as failed, so that the rest of its body is treated as an error.</summary>
    public static void MarkFailed(this HttpContext context) => context.Items[Failed] = Failed;

    /// <summary>Whether the call is marked as failed.</summary>
    internal static bool HasFailed(this HttpContext context) => context.Items.ContainsKey(Failed);

    /// <summary>
    /// Adds the middleware. It must run after routing, because the <see cref="IErrorForm"/> of the endpoint selects the form, and
    /// before the endpoint.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="formOf">The form for a path that the router refuses (404, 405); null for the default form.</param>
    public static IApplicationBuilder UseJsonErrorBodies(this IApplicationBuilder app, Func<PathString, IErrorForm?> formOf) => app.Use(
        async (context, next) =>
    {
        var form = context.GetEndpoint() is RouteEndpoint endpoint
            ? endpoint.Metadata.GetMetadata<IErrorForm>()
            : formOf(context.Request.Path);
        form ??= ErrorShapeAttribute.Default;
        if (form is ErrorShapeAttribute { Shape: ErrorShape.Own } || context.Request.IsGrpc())
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
            // Kestrel rejected the request while the body was read, for example because a chunk is malformed.
            context.Response.StatusCode = exception.StatusCode;
        }
        catch (RpcException exception) when (!context.Response.HasStarted)
        {
            // Calls that are not transcoded get the same error bodies as those that are.
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
            await ErrorBody.WriteAsync(context.Response, form, status is null ? held.Written : ErrorBody.Of(status));
    });
}
