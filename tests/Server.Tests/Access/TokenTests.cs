using System.Security.Cryptography;
using System.Text;
using Google.Rpc;
using Grpc.Core;
using Microsoft.IdentityModel.Tokens;
using Transcribe.Server.Access;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Access;

/// <summary>Bearer tokens of an issuer.</summary>
public sealed class TokenTests
{
    private const string ApiKey = "correct-horse-battery";

    private static readonly ListModelsRequest Request = new();

    private readonly CallerLog _callers = new();

    [Fact]
    public async Task Token_Valid_IsOfTheTenantInItsClaim()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var server = await StartAsync(issuer.Address, $"Transcribe:Access:Tenants:alice:Keys:0={ApiKey}");

        await server.Client.ListModelsAsync(Request, Bearer(issuer.Sign("alice")));
        await server.Client.ListModelsAsync(Request, Bearer(issuer.Sign("bob")));
        await server.Client.ListModelsAsync(Request, Bearer(ApiKey));
        await server.Client.ListModelsAsync(Request, new Metadata { { "x-api-key", ApiKey } });

        Assert.Equal(["jwt:alice", "jwt:bob", "alice", "alice"], _callers.Tenants);
    }

    [Fact]
    public async Task Token_AnotherClaimIsConfigured_NamesTheTenant()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var server = await StartAsync(issuer.Address, "Transcribe:Access:Jwt:TenantClaim=org");
        await server.Client.ListModelsAsync(Request, Bearer(issuer.Sign()));
        Assert.Equal(["jwt:acme"], _callers.Tenants);
    }

    [Fact]
    public async Task Token_Invalid_IsRefused()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var server = await StartAsync(issuer.Address);
        using var stranger = RSA.Create(2048);
        var valid = issuer.Sign();
        var parts = valid.Split('.');
        // The text of the public key as the secret of an HMAC, which a careless verifier accepts.
        var confused = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(issuer.Key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "key-1" };
        Dictionary<string, string> invalid = new()
        {
            ["expired"] = issuer.Sign(expiresIn: TimeSpan.FromMinutes(-2)),
            ["not yet valid"] = issuer.Sign(expiresIn: TimeSpan.FromHours(2)),
            ["audience"] = issuer.Sign(audience: "other"),
            ["issuer"] = issuer.Sign(from: "https://other.example"),
            ["key with the same id"] = issuer.Sign(key: new RsaSecurityKey(stranger) { KeyId = "key-1" }),
            ["unknown key"] = issuer.Sign(key: new RsaSecurityKey(stranger) { KeyId = "key-2" }),
            ["HMAC"] = issuer.Sign(key: confused, algorithm: SecurityAlgorithms.HmacSha256),
            ["other payload"] = $"{parts[0]}.{issuer.Sign("bob").Split('.')[1]}.{parts[2]}",
            ["alg none"] = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["no tenant"] = issuer.Sign(subject: ""),
            ["no token"] = "a.b.c",
        };
        foreach (var (what, token) in invalid)
        {
            var failure = await Record.ExceptionAsync(() => server.Client.ListModelsAsync(Request, Bearer(token)).ResponseAsync);
            Assert.True(failure is RpcException { StatusCode: StatusCode.Unauthenticated }, $"{what}: {failure}");
        }
        // Only the authorization header carries tokens.
        await Failure.AssertGrpcAsync(
            StatusCode.Unauthenticated, "UNAUTHENTICATED",
            () => server.Client.ListModelsAsync(Request, new Metadata { { "x-api-key", valid } }).ResponseAsync);
        await server.Client.ListModelsAsync(Request, Bearer(valid));
    }

    [Fact]
    public async Task Token_IssuerCannotBeReached_IsUnavailableAndKeysStillWork()
    {
        string address, token;
        await using (var issuer = await TokenIssuer.StartAsync())
            (address, token) = (issuer.Address, issuer.Sign());
        await using var server = await StartAsync(address, $"Transcribe:Access:Keys:0={ApiKey}");

        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable, "NOT_READY", () => server.Client.ListModelsAsync(Request, Bearer(token)).ResponseAsync);

        Assert.Equal(TimeSpan.FromSeconds(5), status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        await server.Client.ListModelsAsync(Request, Bearer(ApiKey));
    }

    [Theory]
    [InlineData("https://login.example/realms/main", true)]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://login.example", false)]
    [InlineData("ftp://login.example", false)]
    [InlineData("login.example", false)]
    public void IsAuthority_Url_IsHttpsOrLoopback(string url, bool expected) => Assert.Equal(expected, JwtOptions.IsAuthority(url));

    private Task<TestServer> StartAsync(string authority, params string[] settings) => TestServer.StartAsync(
        _callers.Configure,
        [$"Transcribe:Access:Jwt:Authority={authority}", $"Transcribe:Access:Jwt:Audience={TokenIssuer.Audience}", .. settings]);

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };
}
