using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Ports;

/// <summary>nginx with the configuration in deploy/ before servers of a test.</summary>
internal sealed partial class NginxProxy : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NginxProxy(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts it. Skips the test if the machine has no nginx.</summary>
    /// <param name="folder">For its files.</param>
    /// <param name="certificate">Its certificate.</param>
    /// <param name="servers">The replicas.</param>
    public static async Task<NginxProxy> StartAsync(TestFolder folder, TestCertificate certificate, IEnumerable<Uri> servers)
    {
        Assert.SkipUnless(await Tool.SucceedsAsync("sh", "-c", "command -v nginx"), "needs nginx");
        var deployed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "proxy", "nginx.conf"));
        var lines = string.Concat(servers.Select(server => $"server {server.Authority};"));
        // Another program may take a free port before nginx does.
        while (true)
        {
            var address = new Uri($"https://127.0.0.1:{FreePort()}");
            await WriteSettingsAsync(folder, certificate, deployed, lines, address);
            var start = new ProcessStartInfo("nginx", ["-p", folder.Path, "-c", folder["nginx.conf"], "-e", folder["error.log"]]);
            var process = ChildProcess.Start(start, _ => { });
            // nginx writes this file once it listens.
            await Until.TrueAsync(() => File.Exists(folder["nginx.pid"]) || process.Output.IsCompleted);
            if (!process.Output.IsCompleted)
                return new NginxProxy(process, address);
            await process.DisposeAsync();
            Assert.Contains("Address already in use", await File.ReadAllTextAsync(folder["error.log"]), StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task WriteSettingsAsync(
        TestFolder folder, TestCertificate certificate, string deployed, string servers, Uri address)
    {
        await File.WriteAllTextAsync(folder["replicas.conf"], Upstream().Replace(deployed, servers)
            .Replace("listen 443 ", $"listen {address.Authority} ", StringComparison.Ordinal)
            .Replace("/etc/nginx/tls.crt", certificate.PublicPath, StringComparison.Ordinal)
            .Replace("/etc/nginx/tls.key", certificate.KeyPath, StringComparison.Ordinal));
        await File.WriteAllTextAsync(folder["nginx.conf"], Settings(folder.Path));
    }

    // One process, which ends at once when it is killed. It keeps its temporary files in the folder.
    private static string Settings(string folder) => $$"""
        daemon off;
        master_process off;
        pid {{folder}}/nginx.pid;
        events { }
        http {
            access_log off;
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            include {{folder}}/replicas.conf;
        }
        """;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [GeneratedRegex("server transcribe-headless:[0-9]+;")]
    private static partial Regex Upstream();
}
