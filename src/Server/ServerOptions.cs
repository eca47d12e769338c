using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server;

/// <summary>Where the server listens and how it ends (section <c>Transcribe:Server</c>).</summary>
public sealed class ServerOptions
{
    public const int DefaultPort = 8989;

    public const string DefaultAddress = "0.0.0.0";

    /// <summary>The one port, for gRPC and HTTP/JSON; default 8989. 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = DefaultPort;

    /// <summary>The address to listen on; default 0.0.0.0, all of IPv4. "::" is all of IPv6 and IPv4.</summary>
    [Required]
    public string Address { get; set; } = DefaultAddress;

    /// <summary>A PEM certificate (chain) or a PKCS#12 file. With one the port speaks TLS and ALPN chooses the protocol; default none.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The PEM certificate's key; default none, as with PKCS#12.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>Password of the key or the PKCS#12 file; default none.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>In which a new clear-text connection must show which protocol it speaks, 100 ms to 10 min; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ProtocolTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Given to calls in progress when the server stops, 0 to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A folder served read-only under /samples, for trying the service out; default none.</summary>
    public string? SamplesFolder { get; set; }
}
