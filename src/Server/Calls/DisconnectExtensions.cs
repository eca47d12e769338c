using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>
/// Ends a request quietly when its client has gone. Otherwise Kestrel logs the failed read as an error of the application.
/// </summary>
internal static class DisconnectExtensions
{
    /// <summary>Adds the middleware. It must be the outermost.</summary>
    public static IApplicationBuilder UseDisconnects(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (Disconnects.Is(exception) || context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            context.Abort();
        }
    });
}
