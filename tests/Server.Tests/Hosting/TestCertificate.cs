using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>A certificate of 127.0.0.1 that has signed itself, with files of it.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly TestFolder _folder = new();

    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(_folder["server.pfx"], Certificate.Export(X509ContentType.Pfx));
        File.WriteAllText(PublicPath, Certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>How a client trusts it alone.</summary>
    public X509ChainPolicy Trust => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { Certificate },
    };

    /// <summary>The setting with which a server uses it.</summary>
    public string Setting => $"Transcribe:Server:CertificatePath={_folder["server.pfx"]}";

    /// <summary>The path of the certificate in PEM, without its key, for clients that shall trust it.</summary>
    public string PublicPath => _folder["public.pem"];

    /// <summary>The path of its key in PEM.</summary>
    public string KeyPath => _folder["key.pem"];

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Dispose();
    }
}
