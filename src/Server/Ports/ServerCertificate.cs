using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Transcribe.Server.Ports;

/// <summary>The certificate of the server with its private key, and the intermediate certificates that are sent with it.</summary>
internal sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Intermediates)
{
    /// <summary>Reads the files that the settings name.</summary>
    /// <exception cref="OptionsValidationException">A file is missing or cannot be used. The failure names the reason.</exception>
    public static ServerCertificate Load(ServerOptions options)
    {
        try
        {
            return X509Certificate2.GetCertContentType(options.CertificatePath!) == X509ContentType.Pkcs12
                ? LoadPkcs12(options)
                : LoadPem(options);
        }
        // An ArgumentException means that the key does not belong to the certificate.
        catch (Exception exception)
            when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            const string Setting = $"{ServerOptions.Section}:{nameof(ServerOptions.CertificatePath)}";
            throw new OptionsValidationException(
                ServerOptions.Section,
                typeof(ServerOptions),
                [$"{Setting}: {options.CertificatePath} cannot be used: {exception.Message}"]);
        }
    }

    private static ServerCertificate LoadPkcs12(ServerOptions options)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.CertificatePath!, options.CertificatePassword);
        return all.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } own
            ? Split(own, all)
            : throw new CryptographicException("the file contains no private key");
    }

    private static ServerCertificate LoadPem(ServerOptions options)
    {
        var own = options.CertificatePassword is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(options.CertificatePath!, password, options.CertificateKeyPath)
            : X509Certificate2.CreateFromPemFile(options.CertificatePath!, options.CertificateKeyPath);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(options.CertificatePath!);
        return Split(own, all);
    }

    private static ServerCertificate Split(X509Certificate2 own, X509Certificate2Collection all) =>
        new(own, [.. all.Where(certificate => certificate.Thumbprint != own.Thumbprint)]);
}
