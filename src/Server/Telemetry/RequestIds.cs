namespace Transcribe.Server.Telemetry;

/// <summary>Gives each request an id: the caller's <c>x-request-id</c> where it is fit to be logged and echoed, else one of ours.</summary>
internal static class RequestIds
{
    public const string Header = "x-request-id";

    private const int MaximumLength = 128;

    /// <summary>What ids are made of besides letters and digits.</summary>
    private const string Punctuation = "-_.:/+=@";

    /// <summary>Sets the request's trace identifier, echoes it in the response, and stamps the log with it.</summary>
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

    private static bool IsFit(string id) => id.Length is > 0 and <= MaximumLength && id.All(character => char.IsAsciiLetterOrDigit(character) || Punctuation.Contains(character, StringComparison.Ordinal));
}
