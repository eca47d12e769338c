using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Tests.Webhooks;

public sealed class WebhookSignerTests
{
    // This is the example in the tests of the Standard Webhooks libraries.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Fact]
    public void Sign_TheStandardsExample_GivesItsSignature() => Assert.Equal(Signature, Sign(Secret));

    [Fact]
    public void Sign_TwoSecrets_GivesBothSignatures()
    {
        var other = "whsec_" + Convert.ToBase64String(new byte[32]);
        Assert.Equal($"{Sign(other)} {Signature}", Sign(other, Secret));
    }

    [Fact]
    public void Sign_TenantWithItsOwnSecret_UsesItAlone()
    {
        var other = "whsec_" + Convert.ToBase64String(new byte[32]);
        var options = new WebhooksOptions { Secrets = [other], TenantSecrets = { ["acme"] = [Secret] } };
        var signer = new WebhookSigner(Options.Create(options));

        Assert.Equal(Signature, signer.Sign("acme", Id, Timestamp, Body));
        Assert.Equal(Sign(other), signer.Sign("Acme", Id, Timestamp, Body));
        Assert.Equal(Sign(other), signer.Sign("", Id, Timestamp, Body));
    }

    [Theory]
    [InlineData("key:0123456789abcdef", "key_0123456789abcdef")]
    [InlineData("jwt:alice", "jwt_alice")]
    [InlineData("jwt:urn:alice@example.com", "jwt_urn%3Aalice@example.com")]
    public void Sign_TenantOfAKeyOrAToken_HasItsSecretFromConfiguration(string tenant, string setting)
    {
        var variable = $"Transcribe__Webhooks__TenantSecrets__{setting}__0";
        using var json = new MemoryStream(Encoding.UTF8.GetBytes($$$"""{"TenantSecrets":{"{{{setting}}}":["{{{Secret}}}"]}}"""));
        var file = new ConfigurationBuilder().AddJsonStream(json).Build();
        Environment.SetEnvironmentVariable(variable, Secret);
        try
        {
            var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(WebhooksOptions.Section);
            foreach (var configuration in (IConfiguration[])[file, environment])
            {
                var signer = new WebhookSigner(Options.Create(configuration.Get<WebhooksOptions>()!));
                Assert.Equal(Signature, signer.Sign(tenant, Id, Timestamp, Body));
                Assert.Null(signer.Sign("jwt:bob", Id, Timestamp, Body));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Sign_NoSecret_SignsNothing() => Assert.Null(Sign());

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64")]
    [InlineData("whsec_c2hvcnQ=")]
    public void Validate_BadSecret_IsRefusedWithoutRepeatingIt(string secret)
    {
        var options = new WebhooksOptions { Secrets = [secret] };
        var refused = Assert.Single(options.Validate(new ValidationContext(options)));
        Assert.DoesNotContain(secret, refused.ErrorMessage, StringComparison.Ordinal);

        var ofTenant = new WebhooksOptions { TenantSecrets = { ["acme"] = [secret] } };
        Assert.Single(ofTenant.Validate(new ValidationContext(ofTenant)));
    }

    private static string? Sign(params string[] secrets) =>
        new WebhookSigner(Options.Create(new WebhooksOptions { Secrets = secrets })).Sign("", Id, Timestamp, Body);
}
