using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Live;

/// <summary>The WebSocket with a plain client.</summary>
public sealed class LiveSocketTests(ServerFixture fixture)
{
    private const string Linear16 =
        """{"config":{"explicitDecoding":{"encoding":"LINEAR16","sampleRateHertz":16000,"audioChannelCount":1}},"interimResults":true}""";

    [Fact]
    public async Task Audio_ThenTheEnd_IsHeardAndTheSocketCloses()
    {
        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, Linear16);
        for (var at = 0; at < audio.Length; at += 3200)
            await socket.SendAsync(
                audio.Memory.Slice(at, Math.Min(3200, audio.Length - at)), WebSocketMessageType.Binary, endOfMessage: true,
                CancellationToken.None);
        await SendTextAsync(socket, """{"end":true}""");

        var answers = await ReadAllAsync(socket);

        var finals = answers.SelectMany(answer => answer.GetProperty("results").EnumerateArray())
            .Where(result => result.GetProperty("isFinal").GetBoolean());
        Samples.English.AssertHeardIn(string.Join(' ', finals.Select(final => final.GetProperty("text").GetString())));
        Assert.All(answers, answer => Assert.EndsWith("s", answer.GetProperty("audioReceived").GetString(), StringComparison.Ordinal));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"speechEndTimeout":"soon"}""")]
    [InlineData("""{"speechEndTimeout":"60s"}""")]
    public async Task WrongConfiguration_IsRefusedWithAnErrorFrame(string config)
    {
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, config);

        Failure.AssertEnvelope(
            HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", Assert.Single(await ReadAllAsync(socket)).GetRawText());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Theory]
    [InlineData(
        """{"config":{"languageCode":"en"}}""",
        "Unknown name \"languageCode\" at 'config.config'; did you mean \"languageCodes\"?")]
    [InlineData("""{"interimResult":true}""", "Unknown name \"interimResult\" at 'config'; did you mean \"interimResults\"?")]
    [InlineData("""{"speechEndTimeout":1}""", "The field `config.speech_end_timeout` must be a duration such as \"3.5s\", but it is 1")]
    [InlineData("{\"a\"", "The message is not valid JSON: line 1, byte 5")]
    [InlineData("[]", "The field `config` must be an object, but it is a list")]
    public async Task Configuration_WrongName_IsNamed(string config, string expected)
    {
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, config);

        Assert.Equal(expected, MessageOf(Assert.Single(await ReadAllAsync(socket))));
    }

    [Theory]
    [InlineData("""{"finalise":{}}""", "Unknown name \"finalise\"; did you mean \"finalize\"?")]
    [InlineData(
        """{"config":{"endpointing":{"modes":"MANUAL"}}}""",
        "Unknown name \"modes\" at 'config.endpointing'; did you mean \"mode\"?")]
    [InlineData("""{"audio":"%"}""", "The field `audio` must be Base64 in quotation marks, but it is \"%\"")]
    [InlineData("""{"audio":"@0"}""", "The field `audio` must be Base64 in quotation marks, but it is \"@0\"")]
    [InlineData("""{"audio":1}""", "The field `audio` must be Base64 in quotation marks, but it is 1")]
    [InlineData("""{"finalize":1}""", "The field `finalize` must be an object, but it is 1")]
    [InlineData("""{"\ud800":true}""", "The message has text that is not Unicode")]
    [InlineData("""{"finalize":"\ud800"}""", "The field `finalize` has text that is not Unicode")]
    public async Task LaterFrame_WrongName_IsNamed(string text, string expected)
    {
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, Linear16);
        await SendTextAsync(socket, text);

        Assert.StartsWith(expected, MessageOf(Assert.Single(await ReadAllAsync(socket))), StringComparison.Ordinal);
    }

    // Two samples, 0xfbff each, so that the alphabets differ and there is padding.
    [Theory]
    [InlineData("+//7/w==")]
    [InlineData("+//7/w")]
    [InlineData("-__7_w==")]
    [InlineData("-__7_w")]
    public async Task Audio_InAFormOfBase64_IsReceived(string audio)
    {
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, Linear16);
        await SendTextAsync(socket, $$"""{"audio":"{{audio}}"}""");
        await SendTextAsync(socket, """{"finalize":{}}""");
        await SendTextAsync(socket, """{"end":true}""");

        var finalized = (await ReadAllAsync(socket)).Single(answer => answer.GetProperty("acknowledgement").GetString() == "FINALIZED");
        Assert.Equal("0.000125s", finalized.GetProperty("audioReceived").GetString());
    }

    [Fact]
    public async Task AudioFirst_IsRefused()
    {
        using var socket = await ConnectAsync(fixture.Server);
        await socket.SendAsync(new byte[100], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        Failure.AssertEnvelope(
            HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", Assert.Single(await ReadAllAsync(socket)).GetRawText());
    }

    [Fact]
    public async Task TextFrames_WithControls_AreCarriedOut()
    {
        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, Linear16.Replace(""","interimResults":true""", "", StringComparison.Ordinal));
        await SendTextAsync(socket, """{"keepAlive":{}}""");
        await SendTextAsync(socket, """{"config":{"config":{"languageCodes":["en"]},"endpointing":{"mode":"MANUAL"}}}""");
        await socket.SendAsync(audio.Memory, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await SendTextAsync(socket, """{"finalize":{}}""");
        await SendTextAsync(socket, """{"clear":{}}""");
        await SendTextAsync(socket, """{"end":true}""");

        var answers = await ReadAllAsync(socket);

        var text = Assert.Single(answers.SelectMany(answer => answer.GetProperty("results").EnumerateArray())).GetProperty("text");
        Samples.English.AssertHeardIn(text.GetString()!);
        Assert.Equal(
            ["CONFIGURED", "ACKNOWLEDGEMENT_UNSPECIFIED", "FINALIZED", "CLEARED"],
            answers.Select(answer => answer.GetProperty("acknowledgement").GetString()));
    }

    [Theory]
    [InlineData("""{"end":false}""")]
    [InlineData("""{"finalise":{}}""")]
    [InlineData("""{"finalize":1}""")]
    [InlineData("[]")]
    public async Task TextAfterTheConfiguration_ThatIsNoMessage_IsRefused(string text)
    {
        using var socket = await ConnectAsync(fixture.Server);
        await SendTextAsync(socket, Linear16);
        await SendTextAsync(socket, text);

        Failure.AssertEnvelope(
            HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", Assert.Single(await ReadAllAsync(socket)).GetRawText());
    }

    [Fact]
    public async Task MessageTooLong_IsRefused()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxMessageBytes=1024");
        using var socket = await ConnectAsync(server);
        await SendTextAsync(socket, Linear16);
        await socket.SendAsync(new byte[100_000], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        Failure.AssertEnvelope(
            HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "AUDIO_TOO_LARGE", Assert.Single(await ReadAllAsync(socket)).GetRawText());
    }

    [Fact]
    public async Task NoWebSocket_IsRefused() => await Failure.AssertEnvelopeAsync(
        HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", await fixture.Server.Http.GetAsync("/v1/transcribe:live"));

    [Fact]
    public async Task KeysConfigured_OneIsNeeded()
    {
        const string Key = "a key of sixteen and more";
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server));
        using var socket = await ConnectAsync(server, Key);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task ClientDisappears_NothingIsLeftBehind()
    {
        await using var server = await TestServer.StartAsync();
        var gate = server.Services.GetRequiredService<WorkGate>();
        using (var socket = await ConnectAsync(server))
        {
            await SendTextAsync(socket, Linear16);
            await Until.TrueAsync(() => gate.Count == 1);
            socket.Abort();
        }

        await Until.TrueAsync(() => gate.Count == 0);
    }

    [Fact]
    public async Task ClientClosesBeforeTheEnd_ItsCloseFrameIsAnswered()
    {
        await using var server = await TestServer.StartAsync();
        var gate = server.Services.GetRequiredService<WorkGate>();
        using var socket = await ConnectAsync(server);
        await SendTextAsync(socket, Linear16);
        await Until.TrueAsync(() => gate.Count == 1);
        using var late = new CancellationTokenSource(Until.Longest);

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "Enough", late.Token);

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        await Until.TrueAsync(() => gate.Count == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frames_WithoutAudio_EndWithStreamIdle(bool endOfMessage)
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:IdleTimeout=00:00:01");
        using var socket = await ConnectAsync(server);
        await SendTextAsync(socket, "{}");
        var answers = ReadAllAsync(socket);
        try
        {
            while (!answers.IsCompleted)
                await socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Binary, endOfMessage, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The server has closed the socket.
        }

        var info = Assert.Single(await answers).GetProperty("error").GetProperty("details")[0];
        Assert.Equal("STREAM_IDLE", info.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Frames_ThatFindNoRoomInTheBudget_AreOverloaded()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:MaxBodyBytesInFlight=100000");
        var budget = server.Services.GetRequiredService<BodyBudget>();
        using var other = budget.Open(new DefaultHttpContext());
        other.GrowTo(50_000);
        using var socket = await ConnectAsync(server);
        await SendTextAsync(socket, "{}");
        // Six such messages may wait.
        await socket.SendAsync(new byte[10_000], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        AssertEnded("OVERLOADED", await ReadAllAsync(socket));
        await Until.TrueAsync(() => budget.Taken == 50_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frame_ThatNeverEnds_TakesItsBytesFromTheBudget(bool configured)
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:MaxBodyBytesInFlight=100000");
        var budget = server.Services.GetRequiredService<BodyBudget>();
        using var other = budget.Open(new DefaultHttpContext());
        other.GrowTo(50_000);
        using var socket = await ConnectAsync(server);
        if (configured)
            await SendTextAsync(socket, "{}");
        await socket.SendAsync(new byte[10_000], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);

        AssertEnded("OVERLOADED", await ReadAllAsync(socket));
        await Until.TrueAsync(() => budget.Taken == 50_000);
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary, 4 << 20)]
    [InlineData(WebSocketMessageType.Text, 4 << 20)]
    // Most of it is discarded.
    [InlineData(WebSocketMessageType.Binary, 1024)]
    public async Task Frame_ThatNeverEnds_CountsAgainstTheRate(WebSocketMessageType type, int maxMessageBytes)
    {
        await using var server = await TestServer.StartAsync(
            "Transcribe:Live:MaxBytesPerSecond=1024", $"Transcribe:Live:MaxMessageBytes={maxMessageBytes}");
        using var socket = await ConnectAsync(server);
        await SendTextAsync(socket, "{}");
        await socket.SendAsync(new byte[100_000], type, endOfMessage: false, CancellationToken.None);

        AssertEnded("QUOTA_EXCEEDED", await ReadAllAsync(socket));
    }

    private static void AssertEnded(string reason, List<JsonElement> answers) =>
        Assert.Equal(reason, answers[^1].GetProperty("error").GetProperty("details")[0].GetProperty("reason").GetString());

    private static async Task<ClientWebSocket> ConnectAsync(TestServer server, string? key = null)
    {
        var socket = new ClientWebSocket();
        if (key is not null)
            socket.Options.SetRequestHeader("x-api-key", key);
        await socket.ConnectAsync(
            new UriBuilder(new Uri(server.Address, "/v1/transcribe:live")) { Scheme = "ws" }.Uri, CancellationToken.None);
        return socket;
    }

    private static Task SendTextAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static string? MessageOf(JsonElement answer) => answer.GetProperty("error").GetProperty("message").GetString();

    private static async Task<List<JsonElement>> ReadAllAsync(ClientWebSocket socket)
    {
        using var timeout = new CancellationTokenSource(Until.Longest);
        var answers = new List<JsonElement>();
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult received;
            do
            {
                var buffer = new byte[4096];
                received = await socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
                message.Write(buffer, 0, received.Count);
            }
            while (!received.EndOfMessage);
            if (received.MessageType == WebSocketMessageType.Close)
                return answers;
            Assert.Equal(WebSocketMessageType.Text, received.MessageType);
            answers.Add(JsonDocument.Parse(message.ToArray()).RootElement);
        }
    }
}
