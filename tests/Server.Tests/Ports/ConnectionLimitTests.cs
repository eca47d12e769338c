using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Ports;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Ports;

/// <summary>More connections than the port holds.</summary>
public sealed class ConnectionLimitTests
{
    // The process itself has about 320 files open. Half of the others is for connections, which is 56.
    private const int FileLimit = 512;

    private const string Probe = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

    [Fact]
    public async Task Server_WithFewFiles_SurvivesManySilentPeersAndAnswers()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartWithFilesAsync(
            FileLimit, folder.Path, "Transcribe:Server:ProtocolTimeout=00:10:00");
        var address = server.Clients.Http.BaseAddress!;
        using var silent = new Clients(await Task.WhenAll(Enumerable.Range(0, 2 * FileLimit).Select(_ => TryConnectAsync(address))));

        using var probe = await ConnectAsync(address);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(probe), StringComparison.Ordinal);
        Assert.Equal("""{"status":"ok"}""", await server.Clients.Http.GetStringAsync(new Uri("/health", UriKind.Relative)));
        Assert.Equal(0, await server.EndAsync());
    }

    [Fact]
    public async Task Address_WhenFull_ReplacesItsOwnConnectionsAlone()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipUnless(own is not null, "The machine has loopback addresses only");
        await using var server = await TestServer.StartLoadingAsync(
            _ => { }, "Transcribe:Server:Address=0.0.0.0", "Transcribe:Server:MaxConnectionsPerAddress=2");
        var address = new UriBuilder(server.Address) { Host = own.ToString() }.Uri;
        // Loopback addresses are exempt.
        using var others = new Clients(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ConnectAsync(server.Address))));
        await CountAsync(server, 5);

        using var first = await ConnectAsync(address);
        await CountAsync(server, 6);
        using var second = await ConnectAsync(address);
        await CountAsync(server, 7);
        using var third = await ConnectAsync(address);
        await AssertClosedAsync(first);

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(second), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(third), StringComparison.Ordinal);
        foreach (var other in others.All)
            Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WhenFull_ReplacesTheOldestSilentOneFirst()
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, "Transcribe:Server:MaxConnections=3");
        using var idle = await ConnectAsync(server.Address);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(idle), StringComparison.Ordinal);
        using var first = await ConnectAsync(server.Address);
        // The server may take connections in another order than that in which they were made.
        await CountAsync(server, 2);
        using var second = await ConnectAsync(server.Address);
        await CountAsync(server, 3);

        using var third = await ConnectAsync(server.Address);
        await AssertClosedAsync(first);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(second), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(third), StringComparison.Ordinal);
        // No silent connection is left, so the one that has been idle longest gives way.
        using var fourth = await ConnectAsync(server.Address);
        await AssertClosedAsync(idle);
        await CountAsync(server, 3);
    }

    [Fact]
    public async Task Connection_WhenAllAreBusy_IsClosed()
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, "Transcribe:Server:MaxConnections=2");
        using var first = await UploadAsync(server);
        using var second = await UploadAsync(server);

        using var third = await TryConnectAsync(server.Address);
        if (third.Connected)
            await AssertClosedAsync(third);

        second.Dispose();
        await CountAsync(server, 1);
        using var fourth = await ConnectAsync(server.Address);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(fourth), StringComparison.Ordinal);
        first.Dispose();
        await CountAsync(server, 1);
    }

    private static Task CountAsync(TestServer server, int count)
    {
        var table = server.Services.GetRequiredService<ConnectionTable>();
        return Until.TrueAsync(() => table.Count == count);
    }

    // Half of a body.
    private static async Task<TcpClient> UploadAsync(TestServer server)
    {
        var budget = server.Services.GetRequiredService<JsonTranscoding.Bodies.BodyBudget>();
        var before = budget.Taken;
        var client = await ConnectAsync(server.Address);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/transcribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
        await Until.TrueAsync(() => budget.Taken > before);
        return client;
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return client;
    }

    /// <summary>Connects, although the server may close the connection at once.</summary>
    private static async Task<TcpClient> TryConnectAsync(Uri address)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
        }
        catch (SocketException)
        {
            // The server closed the connection with a reset before the client saw that it was connected.
        }
        return client;
    }

    private static async Task<string> AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Probe));
        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Until.Longest);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private static async Task AssertClosedAsync(TcpClient client)
    {
        try
        {
            var read = await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Until.Longest);
            Assert.Equal(0, read);
        }
        catch (IOException)
        {
            // The server closed the connection with a reset.
        }
    }

    /// <summary>Several connections, disposed of together.</summary>
    private sealed class Clients(TcpClient[] all) : IDisposable
    {
        public IReadOnlyList<TcpClient> All => all;

        public void Dispose()
        {
            foreach (var client in all)
                client.Dispose();
        }
    }
}
