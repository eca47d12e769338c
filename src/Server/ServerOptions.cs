using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server;

/// <summary>The endpoint and the shutdown of the server (section <c>Transcribe:Server</c>).</summary>
public sealed class ServerOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Server";

    public const int DefaultPort = 8989;

    public const string DefaultAddress = "0.0.0.0";

    /// <summary>The default of <see cref="IdleTimeout"/>.</summary>
    public static readonly TimeSpan DefaultIdle = TimeSpan.FromMinutes(2);

    /// <summary>The largest setting of <see cref="MaxConnections"/>.</summary>
    public const int MostConnections = 1_000_000;

    /// <summary>The port for gRPC and HTTP/JSON, 0 to 65535; default 8989.</summary>
    /// <remarks>0 selects a free port.</remarks>
    [Range(0, 65535)]
    public int Port { get; set; } = DefaultPort;

    /// <summary>The IP address to listen on; default 0.0.0.0.</summary>
    /// <remarks>0.0.0.0 listens on all IPv4 addresses, "::" on all IPv4 and IPv6 addresses.</remarks>
    [Required]
    public string Address { get; set; } = DefaultAddress;

    /// <summary>The path of the TLS certificate, a PEM file (chain) or a PKCS#12 file; default none.</summary>
    /// <remarks>
    /// Intermediate certificates in the file are sent to clients. With a certificate, the port requires TLS and ALPN selects the protocol.
    /// </remarks>
    public string? CertificatePath { get; set; }

    /// <summary>The path of the private key of a PEM certificate; default none.</summary>
    /// <remarks>A PKCS#12 file contains its key and needs no path.</remarks>
    public string? CertificateKeyPath { get; set; }

    /// <summary>The password of the private key or the PKCS#12 file; default none.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>
    /// How long a new connection without TLS may take to reveal whether it speaks HTTP/1.1 or HTTP/2, 100 ms to 10 min; default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ProtocolTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay without a request, 1 s to 1 h; default 2 min.</summary>
    /// <remarks>Pings of HTTP/2 are no requests. gRPC clients connect anew when they need to.</remarks>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = DefaultIdle;

    /// <summary>The age at which a connection is asked to end, 1 s to 1 day; default none.</summary>
    /// <remarks>
    /// Give or take a tenth. Calls in progress go on, streams too, and the next ones take another connection, which may lead to another
    /// replica.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan? MaxConnectionAge { get; set; }

    /// <summary>The most concurrent calls on one HTTP/2 connection, 1 to 100,000; default 1,000.</summary>
    /// <remarks>Further calls of the connection wait in the client until another ends. Watches and live streams count, too.</remarks>
    [Range(1, 100_000)]
    public int MaxStreamsPerConnection { get; set; } = 1_000;

    /// <summary>The most connections, 1 to 1,000,000; default none.</summary>
    /// <remarks>
    /// None is what the limit of open files allows: half of it, after 400 for the process itself. A further connection replaces the one
    /// that has waited longest for a request.
    /// </remarks>
    [Range(1, MostConnections)]
    public int? MaxConnections { get; set; }

    /// <summary>The most connections of one address, 1 to 1,000,000; default none.</summary>
    /// <remarks>
    /// None is half of <see cref="MaxConnections"/>. Loopback addresses are exempt, because a proxy on the machine has one.
    /// </remarks>
    [Range(1, MostConnections)]
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>The most bytes that the bodies of all requests in progress take together, 1 KiB to 1 TiB; default none.</summary>
    /// <remarks>
    /// None is a quarter of the memory, at most 1 GiB. The memory is that of the container if it has a limit. A body takes its stated
    /// length, or grows as it arrives; a gRPC message takes twice its length. A body that finds no room is refused as overloaded.
    /// </remarks>
    [Range(1L << 10, 1L << 40)]
    public long? MaxBodyBytesInFlight { get; set; }

    /// <summary>The part of these bytes that one caller may take while others take nothing, 0.01 to 1; default 0.5.</summary>
    /// <remarks>
    /// A caller is a tenant, or an address on a service without keys. At 0.5 a caller may take as many bytes as remain free, so that each
    /// leaves room for another. A body beyond that is refused as overloaded. 1 is no share.
    /// </remarks>
    [Range(0.01, 1)]
    public double CallerBodyShare { get; set; } = 0.5;

    /// <summary>How long calls in progress may take to finish when the server stops, 0 to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The form of the log: lines of text, or lines of JSON for log collectors; default Text.</summary>
    [EnumDataType(typeof(LogFormat))]
    public LogFormat LogFormat { get; set; }

    /// <summary>The folder that is served read-only under /samples; default none.</summary>
    /// <remarks>For demonstrations.</remarks>
    public string? SamplesFolder { get; set; }
}
