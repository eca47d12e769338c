using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server.Access;

/// <summary>Bearer tokens of an OpenID Connect issuer (section <c>Transcribe:Access:Jwt</c>).</summary>
public sealed class JwtOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Access:Jwt";

    /// <summary>The URL of the issuer whose tokens are accepted, such as <c>https://login.example/realms/main</c>; default none.</summary>
    /// <remarks>
    /// The server reads the issuer's discovery document, <c>/.well-known/openid-configuration</c> below this URL. The URL must be https,
    /// except on the machine itself. With an issuer, every call needs a token or a key.
    /// </remarks>
    public string? Authority { get; set; }

    /// <summary>The audience that tokens must name; default none.</summary>
    /// <remarks>Required with an issuer: without it, tokens for other services would be accepted.</remarks>
    public string? Audience { get; set; }

    /// <summary>The claim that names the tenant of a token; default "sub".</summary>
    [Required]
    public string TenantClaim { get; set; } = "sub";

    /// <summary>Whether the URL of the issuer may be used: https, or http on the machine itself.</summary>
    internal static bool IsAuthority(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
