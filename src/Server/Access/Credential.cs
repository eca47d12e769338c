using Microsoft.Net.Http.Headers;
using Transcribe.JsonTranscoding;

namespace Transcribe.Server.Access;

/// <summary>
/// What a request presents: <c>authorization: Bearer …</c>, or <c>x-api-key</c> in its absence, or a subprotocol of a WebSocket.
/// </summary>
/// <param name="Text">The key or token.</param>
/// <param name="IsBearer">Whether it is from the authorization header.</param>
internal sealed record Credential(string Text, bool IsBearer)
{
    private const string Bearer = "Bearer ";

    /// <summary>Returns the credential of a request, or null if there is none.</summary>
    public static Credential? Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        var authorization = headers.Authorization.FirstOrDefault();
        if (authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
            return new Credential(authorization[Bearer.Length..].Trim(), IsBearer: true);
        if (headers["x-api-key"].FirstOrDefault() is { } key)
            return new Credential(key, IsBearer: false);
        return context.IsSocket() ? OfProtocol(headers) : null;
    }

    private static Credential? OfProtocol(IHeaderDictionary headers)
    {
        var protocol = headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol)
            .FirstOrDefault(protocol => protocol.StartsWith(SocketAttribute.KeyProtocol, StringComparison.Ordinal));
        return protocol is null ? null : new Credential(protocol[SocketAttribute.KeyProtocol.Length..], IsBearer: true);
    }
}
