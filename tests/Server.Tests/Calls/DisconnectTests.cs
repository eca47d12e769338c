using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Calls;

/// <summary>A client that resets its connection is no failure of the server.</summary>
public sealed class DisconnectTests
{
    private const string Socket = """
        GET /v1/transcribe:live HTTP/1.1
        Host: x
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==


        """;

    [Fact]
    public async Task Reset_InTheMiddleOfARequest_IsNotLoggedAsAnError()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, "Logging:LogLevel:Default=Information");
        var address = server.Clients.Http.BaseAddress!;

        // The two audio calls begin to read before the reset, which the server shows by asking for the body.
        await ResetAsync(address, Post("/v1/transcribe", """{"content":"AAAA"""), "HTTP/1.1 100");
        await ResetAsync(address, Post("/generate", """{"url":"AAAA"""), "HTTP/1.1 100");
        await ResetAsync(address, Post("/generate", """{"url":"AAAA""", "Prefer: respond-async\n"), "HTTP/1.1 100");
        await ResetAsync(address, Socket, "HTTP/1.1 101");
        await ResetAsync(address, "GET /v1/models HTTP/1.1\nHo", answer: "");

        // A later line shows that the earlier ones have been written.
        using (await server.Clients.Http.PostAsync("/v1/transcribe", new TranscribeRequest { Uri = "http://10.0.0.1/a.mp3" }))
            await Until.TrueAsync(() => server.HasLogged("Refused to fetch from 10.0.0.1"));
        Assert.False(server.HasLogged("fail:"));
        Assert.False(server.HasLogged("Exception"));
    }

    private static string Post(string path, string begin, string headers = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"POST {path} HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Type: application/json\nContent-Length: 1000\n{headers}\n{begin}");

    private static async Task ResetAsync(Uri address, string request, string answer)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.ReplaceLineEndings("\r\n")));
        if (answer.Length > 0)
        {
            var begin = new byte[answer.Length];
            await client.GetStream().ReadExactlyAsync(begin);
            Assert.Equal(answer, Encoding.ASCII.GetString(begin));
        }
        // Closing with unsent data discarded resets the connection.
        client.LingerState = new LingerOption(enable: true, seconds: 0);
    }
}
