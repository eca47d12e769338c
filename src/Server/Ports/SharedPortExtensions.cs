using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Transcribe.Server.Ports;

/// <summary>Configures one port for gRPC and HTTP/1.1.</summary>
internal static class SharedPortExtensions
{
    public static WebApplicationBuilder AddSharedPort(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        var connections = Connections(options);
        var age = new ConnectionAge(options.MaxConnectionAge, TimeProvider.System);
        builder.Services
            .AddSingleton<IConnectionListenerFactory, HiddenListenerFactory>()
            .AddSingleton(connections)
            .AddHostedService<IdleConnections>();
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            // The options are validated later than they are used here.
            kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Max(1, options.MaxStreamsPerConnection);
            ConnectionTimes.Apply(kestrel.Limits, options.IdleTimeout > TimeSpan.Zero ? options.IdleTimeout : ServerOptions.DefaultIdle);
            var endpoint = new IPEndPoint(IPAddress.TryParse(options.Address, out var address) ? address : IPAddress.Any, options.Port);
            if (options.CertificatePath is null)
                ListenClearText(kestrel, endpoint, connections, age, options);
            else
                ListenTls(kestrel, endpoint, connections, age, options);
        });
        return builder;
    }

    /// <summary>Tells the table of connections which of them have requests in progress. This must be the first middleware.</summary>
    public static IApplicationBuilder UseConnectionTable(this IApplicationBuilder app)
    {
        var table = app.ApplicationServices.GetRequiredService<ConnectionTable>();
        return app.Use(async (context, next) =>
        {
            if (context.Features.Get<ClientConnection>() is not { } connection)
            {
                await next(context);
                return;
            }
            table.BeginRequest(connection);
            try
            {
                await next(context);
            }
            finally
            {
                table.EndRequest(connection);
            }
        });
    }

    private static ConnectionTable Connections(ServerOptions options)
    {
        var most = options.MaxConnections ?? FileLimit.Connections;
        return new ConnectionTable(most, options.MaxConnectionsPerAddress ?? Math.Max(1, most / 2), TimeProvider.System);
    }

    private static void ListenClearText(
        KestrelServerOptions kestrel, IPEndPoint endpoint, ConnectionTable connections, ConnectionAge age, ServerOptions options)
    {
        var protocols = new ProtocolSwitch(options.ProtocolTimeout, TimeProvider.System);
        // Bound first, so that its pipeline exists before the first connection arrives.
        kestrel.Listen(new HiddenEndPoint(), hidden =>
        {
            hidden.Protocols = HttpProtocols.Http2;
            hidden.Use(protocols.KeepHttp2);
        });
        kestrel.Listen(endpoint, shared =>
        {
            shared.Protocols = HttpProtocols.Http1;
            shared.Use(connections.Admit);
            shared.Use(age.Limit);
            shared.Use(protocols.Choose);
        });
    }

    private static void ListenTls(
        KestrelServerOptions kestrel, IPEndPoint endpoint, ConnectionTable connections, ConnectionAge age, ServerOptions options)
    {
        var (certificate, intermediates) = ServerCertificate.Load(options);
        kestrel.Listen(endpoint, secure =>
        {
            secure.Protocols = HttpProtocols.Http1AndHttp2;
            secure.Use(connections.Admit);
            secure.Use(age.Limit);
            secure.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ServerCertificateChain = intermediates;
            });
        });
    }
}
