using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>
/// Refuses WebSockets of web pages whose origin is neither the server itself nor an allowed one. Browsers let every page open a WebSocket
/// to every server, and only tell the origin (RFC 6455, section 10.2). Other clients send none.
/// </summary>
internal sealed class SocketOrigins(IOptions<AccessOptions> options)
{
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public void Check(HttpContext context)
    {
        if (!context.IsSocket() || context.Request.Headers.Origin.FirstOrDefault() is not { } origin)
            return;
        if (!IsOwn(origin, context.Request.Host) && !options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            throw RpcErrors.Create(
                Code.PermissionDenied,
                ErrorReasons.OriginNotAllowed,
                $"Pages of {LimitText.Echo(origin)} may not open WebSockets here: see Transcribe:Access:AllowedOrigins");
    }

    // A proxy may end TLS, so the scheme of the request does not count.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && string.Equals(page.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
