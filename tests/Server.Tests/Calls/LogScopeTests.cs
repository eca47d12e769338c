using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Calls;

/// <summary>What the lines of the server's log say about the call or the operation that they belong to.</summary>
public sealed class LogScopeTests
{
    private const string Header = "x-request-id";
    private const string Refused = "Refused to fetch from 10.0.0.1";

    // Refused without a connection.
    private static readonly Uri Private = new("http://10.0.0.1/a.mp3");

    [Fact]
    public async Task Line_OfACall_NamesItsRequestId()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);

        var grpc = new Metadata { { Header, "call-by-grpc" } };
        await Assert.ThrowsAsync<RpcException>(() => server.Clients.Transcriber.TranscribeAsync(Request(), grpc).ResponseAsync);
        using (await server.Clients.Http.PostAsync("/v1/transcribe", Request(), (Header, "call-by-http")))
            await Until.TrueAsync(() => server.HasLogged(Refused, "RequestId:call-by-http"));
        using (await server.Clients.Http.PostAsync("/generate", new GenerateRequest { Url = Private.ToString() }, (Header, "call-by-host")))
            await Until.TrueAsync(() => server.HasLogged(Refused, "RequestId:call-by-host"));
        await Until.TrueAsync(() => server.HasLogged(Refused, "RequestId:call-by-grpc"));
        await SpeakNonsenseAsync(server.Clients.Http.BaseAddress!, "call-by-socket");
        await Until.TrueAsync(() => server.HasLogged("ffmpeg ended with", "RequestId:call-by-socket"));
    }

    [Fact]
    public async Task Line_OfACallWithoutAnId_NamesTheIdOfTheResponse()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);

        using var response = await server.Clients.Http.PostAsync("/v1/transcribe", Request());

        await Until.TrueAsync(() => server.HasLogged(Refused, $"RequestId:{response.Headers.GetValues(Header).Single()}"));
    }

    [Fact]
    public async Task Line_OfARun_NamesTheOperation()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);

        var created = await server.Clients.CreateAsync(
            new TranscribeRequest { Content = ByteString.CopyFromUtf8("This is no audio at all.") });

        await Until.TrueAsync(() => server.HasLogged("ffmpeg ended", $"Operation:{created.Name}"));
        await Until.TrueAsync(() => server.HasLogged("attempt 1: Failed", $"Operation:{created.Name}"));
    }

    private static Task<ServerProcess> StartAsync(TestFolder folder) =>
        ServerProcess.StartAsync(folder.Path, "Logging:LogLevel:Default=Information");

    private static TranscribeRequest Request() => new() { Uri = Private.ToString() };

    // ffmpeg fails on what is no audio.
    private static async Task SpeakNonsenseAsync(Uri server, string id)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(Header, id);
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/v1/transcribe:live" }.Uri, CancellationToken.None);
        await SendAsync("{}", WebSocketMessageType.Text);
        await SendAsync("This is no audio at all.", WebSocketMessageType.Binary);
        await SendAsync("""{"end":true}""", WebSocketMessageType.Text);
        await socket.ReceiveAsync(new byte[4_096], CancellationToken.None);

        Task SendAsync(string text, WebSocketMessageType type) =>
            socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, CancellationToken.None);
    }
}
