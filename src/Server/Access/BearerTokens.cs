using Google.Rpc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>Validates JSON Web Tokens of the configured issuer: signature, issuer, audience and lifetime.</summary>
internal sealed class BearerTokens : IDisposable
{
    /// <summary>The tolerance for clocks that differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    // Only signatures with a private key: the issuer publishes the keys that verify them.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new();
    private readonly string _claim;
    private readonly HttpClient _http = new() { Timeout = FetchTimeout };
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _issuer;
    private readonly TokenValidationParameters _parameters;

    public BearerTokens(IOptions<JwtOptions> options)
    {
        _claim = options.Value.TenantClaim;
        if (options.Value.Authority is { } authority)
            _issuer = new(
                $"{authority.TrimEnd('/')}/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(_http) { RequireHttps = !new Uri(authority).IsLoopback });
        _parameters = new TokenValidationParameters
        {
            ConfigurationManager = _issuer,
            ValidAudience = options.Value.Audience,
            ValidAlgorithms = Algorithms,
            ClockSkew = ClockSkew,
        };
    }

    /// <summary>Whether tokens are accepted.</summary>
    public bool AreAccepted => _issuer is not null;

    /// <summary>Returns the tenant of a token, or null if the text is not a valid token.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: the issuer's keys cannot be fetched.</exception>
    public async Task<string?> FindTenantAsync(string token, CancellationToken cancellationToken)
    {
        if (_issuer is null || !_handler.CanReadToken(token))
            return null;
        await FetchAsync(_issuer, cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        return result.IsValid && result.Claims.TryGetValue(_claim, out var claim) && claim is string name && TenantNames.IsClaim(name)
            ? TenantNames.OfToken(name)
            : null;
    }

    public void Dispose() => _http.Dispose();

    // The manager keeps what it has fetched. The validation alone would report an issuer that cannot be reached as an invalid token.
    private static async Task FetchAsync(ConfigurationManager<OpenIdConnectConfiguration> issuer, CancellationToken cancellationToken)
    {
        try
        {
            await issuer.GetConfigurationAsync(cancellationToken);
        }
        catch (InvalidOperationException)
        {
            throw RpcErrors.Create(
                Code.Unavailable, ErrorReasons.NotReady, "The keys of the token's issuer cannot be fetched at the moment", RetryAfter);
        }
    }
}
