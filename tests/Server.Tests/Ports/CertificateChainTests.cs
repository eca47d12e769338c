using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Ports;

/// <summary>Certificates that an intermediate authority has issued. Clients know the root only.</summary>
public sealed class CertificateChainTests : IDisposable
{
    private const string Password = "of the key";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TestFolder _folder = new();
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;
    private readonly X509Certificate2 _own;

    public CertificateChainTests()
    {
        _root = Issue("CN=root", null);
        _intermediate = Issue("CN=intermediate", _root);
        _own = Issue("CN=server", _intermediate);
    }

    public void Dispose()
    {
        _own.Dispose();
        _intermediate.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("PEM with its key")]
    [InlineData("PEM with an encrypted key")]
    [InlineData("PKCS#12")]
    public async Task Handshake_CertificateWithItsIntermediate_SendsBoth(string form)
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, Write(form));

        var (sent, isTrusted) = await HandshakeAsync(server.Address);

        Assert.Equal(["CN=server", "CN=intermediate"], sent);
        Assert.True(isTrusted);
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("another key")]
    [InlineData("wrong password")]
    public async Task Start_CertificateThatCannotBeUsed_SaysSo(string form)
    {
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var server = await TestServer.StartLoadingAsync(_ => { }, Write(form));
        });

        Assert.StartsWith(
            $"Transcribe:Server:CertificatePath: {_folder["server"]} cannot be used: ",
            Assert.Single(StartFailure.Explain(failure!)!),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HealthCheck_OfTheImage_AsksTheServerWithAndWithoutTls(bool tls)
    {
        Assert.SkipUnless(await Tool.SucceedsAsync("curl", "--version"), "curl is missing");
        var settings = tls ? Write("PKCS#12") : [];
        await using var server = await TestServer.StartAsync(settings);
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Dockerfile"));
        var command = dockerfile.Split("HEALTHCHECK ")[1].Split("\n    CMD ")[1].Split("\n#")[0];

        // As Docker runs it, with the variables of the container.
        string[] certificate = tls ? ["Transcribe__Server__CertificatePath=/a.pfx"] : [];
        var result = await Tool.RunAsync("env", [$"Transcribe__Server__Port={server.Address.Port}", .. certificate, "sh", "-c", command]);

        Assert.Equal(0, result.Exit);
    }

    private string[] Write(string form)
    {
        var (path, key) = (_folder["server"], _folder["server.key"]);
        var certificates = _own.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n";
        using var own = _own.GetECDsaPrivateKey()!;
        using var other = _root.GetECDsaPrivateKey()!;
        switch (form)
        {
            case "PEM":
                File.WriteAllText(key, own.ExportPkcs8PrivateKeyPem());
                break;
            case "another key":
                File.WriteAllText(key, other.ExportPkcs8PrivateKeyPem());
                break;
            case "PEM with its key":
                certificates += own.ExportPkcs8PrivateKeyPem();
                break;
            case "PEM with an encrypted key" or "wrong password":
                var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, iterationCount: 1_000);
                File.WriteAllText(key, own.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption));
                break;
            case "PKCS#12":
                using (var issuer = X509CertificateLoader.LoadCertificate(_intermediate.RawData))
                    File.WriteAllBytes(path, new X509Certificate2Collection { issuer, _own }.Export(X509ContentType.Pkcs12, Password)!);
                return Settings(path, null, Password);
            default:
                break;
        }
        File.WriteAllText(path, certificates);
        return Settings(path, File.Exists(key) ? key : null, form switch
        {
            "PEM with an encrypted key" => Password,
            "wrong password" => "wrong",
            _ => null,
        });
    }

    private static string[] Settings(string path, string? key, string? password) =>
    [
        $"Transcribe:Server:CertificatePath={path}",
        .. key is null ? Array.Empty<string>() : [$"Transcribe:Server:CertificateKeyPath={key}"],
        .. password is null ? Array.Empty<string>() : [$"Transcribe:Server:CertificatePassword={password}"],
    ];

    /// <summary>What the server sends, its own certificate first, and whether a client that knows the root only trusts it.</summary>
    private async Task<(string[] Sent, bool IsTrusted)> HandshakeAsync(Uri address)
    {
        string[] sent = [];
        var errors = SslPolicyErrors.None;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, found) =>
        {
            var others = chain!.ChainPolicy.ExtraStore.Select(one => one.Subject).Where(subject => subject != certificate!.Subject);
            sent = [certificate!.Subject, .. others];
            errors = found;
            return true;
        });
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(_root);
        var options = new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy };
        await tls.AuthenticateAsClientAsync(options);
        return (sent, errors == SslPolicyErrors.None);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var isAuthority = name != "CN=server";
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }
        if (issuer is null)
            return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        using var issued = request.Create(issuer, Now.AddDays(-1), Now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
