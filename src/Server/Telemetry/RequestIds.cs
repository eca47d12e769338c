using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.Server.Telemetry;

/// <summary>
/// Assigns an id to each request: the <c>x-request-id</c> of the caller if it is safe to log and echo, else a new one. The response echoes
/// it.
/// </summary>
/// <remarks>
/// The id is assigned when the context is created, because the framework then copies it into the scope of all log lines of the request. A
/// middleware would be too late.
/// </remarks>
internal sealed class RequestIds(IServiceProvider services) : IHttpContextFactory
{
    public const string Header = "x-request-id";

    private const int MaximumLength = 128;

    /// <summary>The characters that are allowed in ids in addition to letters and digits.</summary>
    private const string Punctuation = "-_.:/+=@";

    private readonly DefaultHttpContextFactory _inner = new(services);

    /// <inheritdoc/>
    public HttpContext Create(IFeatureCollection featureCollection)
    {
        var context = _inner.Create(featureCollection);
        var id = context.Request.Headers[Header].ToString();
        context.TraceIdentifier = IsFit(id) ? id : Guid.NewGuid().ToString();
        context.Response.Headers[Header] = context.TraceIdentifier;
        return context;
    }

    /// <inheritdoc/>
    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);

    private static bool IsFit(string id) =>
        id.Length is > 0 and <= MaximumLength
            && id.All(character => char.IsAsciiLetterOrDigit(character) || Punctuation.Contains(character, StringComparison.Ordinal));
}
