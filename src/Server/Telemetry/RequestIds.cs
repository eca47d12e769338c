namespace Transcribe.Server.Telemetry;

/// <summary>Assigns an id to each request: the <c>x-request-id</c> of the caller if it is safe to log and echo, else a new one.</summary>
internal static class RequestIds
{
    public const string Header = "x-request-id";

    private const int MaximumLength = 128;

    /// <summary>The characters that are allowed in ids in addition to letters and digits.</summary>
    private const string Punctuation = "-_.:/+=@";

    /// <summary>Sets the trace identifier of the request, echoes it in the response and adds it to the log scope.</summary>
    public static IApplicationBuilder UseRequestIds(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Transcribe.Server.Requests");
        return app.Use(async (context, next) =>
        {
            var id = context.Request.Headers[Header].ToString();
            context.TraceIdentifier = IsFit(id) ? id : Guid.NewGuid().ToString();
            context.Response.Headers[Header] = context.TraceIdentifier;
            using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = context.TraceIdentifier }))
                await next(context);
        });
    }

    private static bool IsFit(string id) =>
        id.Length is > 0 and <= MaximumLength
            && id.All(character => char.IsAsciiLetterOrDigit(character) || Punctuation.Contains(character, StringComparison.Ordinal));
}
