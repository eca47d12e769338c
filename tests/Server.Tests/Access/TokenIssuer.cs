using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Transcribe.Server.Tests.Access;

/// <summary>An OpenID Connect issuer on loopback: the discovery document, the key set, and tokens.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Audience = "transcribe";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);

    private TokenIssuer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public RsaSecurityKey Key => new(_rsa) { KeyId = "key-1" };

    public static async Task<TokenIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var issuer = new TokenIssuer(app);
        app.MapGet(
            "/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Address, jwks_uri = $"{issuer.Address}/keys" }));
        app.MapGet("/keys", issuer.Keys);
        await app.StartAsync();
        return issuer;
    }

    /// <summary>Returns a token, valid by default.</summary>
    public string Sign(
        string subject = "alice",
        string audience = Audience,
        string? from = null,
        SecurityKey? key = null,
        string algorithm = SecurityAlgorithms.RsaSha256,
        TimeSpan? expiresIn = null)
    {
        var expiry = TimeProvider.System.GetUtcNow().UtcDateTime + (expiresIn ?? TimeSpan.FromMinutes(5));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = from ?? Address,
            Audience = audience,
            IssuedAt = expiry - TimeSpan.FromHours(1),
            NotBefore = expiry - TimeSpan.FromHours(1),
            Expires = expiry,
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["org"] = "acme" },
            SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private IResult Keys()
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        return Results.Json(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    kid = Key.KeyId,
                    n = Base64UrlEncoder.Encode(key.Modulus),
                    e = Base64UrlEncoder.Encode(key.Exponent),
                },
            },
        });
    }
}
