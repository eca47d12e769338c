using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>Ephemeral keys: who gets them, and what they open.</summary>
public sealed class EphemeralKeyTests
{
    private const string Path = "/v1/realtime/client_secrets";
    private const string BetaPath = "/v1/realtime/transcription_sessions";
    private const string Key = "a-key-of-24-characters-1";
    private const string Live = "/v1/transcribe:live";

    private static readonly string[] Keyed = [$"Transcribe:Access:Tenants:acme:Keys:0={Key}"];

    [Fact]
    public async Task Create_WithASession_GivesAKeyThatOpensIt()
    {
        await using var server = await TestServer.StartAsync(Keyed);
        var secret = await CreateAsync(
            server,
            """
            {"expires_after":{"anchor":"created_at","seconds":60},
             "session":{"type":"transcription","audio":{"input":{"turn_detection":null}}}}
            """);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        using var client = await OpenAsync(server, configure: Offer("realtime", secret));

        Assert.StartsWith("ek_", Text(secret, "value"), StringComparison.Ordinal);
        Assert.InRange(secret.GetProperty("expires_at").GetInt64(), now + 30, now + 60);
        Assert.Equal("transcription", Text(secret.GetProperty("session"), "type"));
        Assert.Equal("realtime", client.Socket.SubProtocol);
        var input = client.Created.GetProperty("session").GetProperty("audio").GetProperty("input");
        Assert.Equal(JsonValueKind.Null, input.GetProperty("turn_detection").ValueKind);
    }

    [Fact]
    public async Task Create_ASessionOfTheBeta_GivesAKeyThatOpensIt()
    {
        await using var server = await TestServer.StartAsync(Keyed);
        var session = await CreateAsync(
            server,
            """{"client_secret":{"expires_at":{"seconds":60}},"input_audio_format":"g711_alaw","turn_detection":null}""",
            BetaPath);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var secret = session.GetProperty("client_secret");

        using var client = await OpenAsync(server, configure: options =>
        {
            Offer("realtime", secret)(options);
            options.AddSubProtocol("openai-beta.realtime-v1");
        });

        Assert.InRange(secret.GetProperty("expires_at").GetInt64(), now + 30, now + 60);
        AssertType("transcription_session.created", client.Created);
        foreach (var one in new[] { session, client.Created.GetProperty("session") })
        {
            Assert.Equal("g711_alaw", Text(one, "input_audio_format"));
            Assert.Equal(JsonValueKind.Null, one.GetProperty("turn_detection").ValueKind);
        }
    }

    [Theory]
    [InlineData("""{"input_audio_format":"mp3"}""", HttpStatusCode.BadRequest, "input_audio_format", null)]
    [InlineData("""{"client_secret":{"expires_at":{"seconds":9}}}""", HttpStatusCode.BadRequest, "client_secret.expires_at.seconds", null)]
    [InlineData(
        """{"input_audio_transcription":{"model":"none"}}""",
        HttpStatusCode.NotFound,
        "input_audio_transcription.model",
        "model_not_found")]
    public async Task Create_AWrongSessionOfTheBeta_IsRefused(string body, HttpStatusCode status, string param, string? code)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.Http.PostAsync(BetaPath, body);
        using var large = await server.Http.PostAsync(BetaPath, JsonSerializer.Serialize(new { note = new string('a', 8_000) }));

        await AssertRefusedAsync(status, param, code, response);
        await AssertRefusedAsync(HttpStatusCode.BadRequest, null, null, large);
    }

    [Fact]
    public async Task Key_OpensSocketsAndNothingElse()
    {
        await using var server = await TestServer.StartAsync(Keyed);
        var key = Text(await CreateAsync(server, "{}"), "value");

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(server, "/v1/realtime", options => Bearer(options, key)));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(server, Live, options => Bearer(options, key)));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(server, Live, options =>
        {
            options.AddSubProtocol($"openai-insecure-api-key.{key}");
            options.AddSubProtocol("transcribe");
        }));
        using var transcribed = await server.Http.PostAsync("/v1/transcribe", "{}", ("authorization", $"Bearer {key}"));
        await Failure.AssertEnvelopeAsync(HttpStatusCode.Unauthorized, "UNAUTHENTICATED", "UNAUTHENTICATED", transcribed);
        using var created = await server.Http.PostAsync(Path, "{}", ("authorization", $"Bearer {key}"));
        await AssertRefusedAsync(HttpStatusCode.Unauthorized, null, "invalid_api_key", created);
    }

    [Fact]
    public async Task ApiKey_InASubprotocol_OpensSockets()
    {
        await using var server = await TestServer.StartAsync(Keyed);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(server, "/v1/realtime", options =>
        {
            options.AddSubProtocol("realtime");
            options.AddSubProtocol($"openai-insecure-api-key.{Key}");
        }));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await StatusAsync(server, "/v1/realtime", options => options.AddSubProtocol("openai-insecure-api-key.wrong")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("Sec-WebSocket-Protocol", $"openai-insecure-api-key.{Key}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Key_AfterItsTime_IsRefused()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time), Keyed);
        var key = Text(await CreateAsync(server, """{"expires_after":{"seconds":10}}"""), "value");

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(server, Live, options => Bearer(options, key)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, Live, options => Bearer(options, key)));
    }

    [Fact]
    public async Task Key_ThatWasChangedOrMadeElsewhere_IsRefused()
    {
        await using var server = await TestServer.StartAsync([.. Keyed, $"Transcribe:Access:EphemeralKeySecret={new string('a', 32)}"]);
        await using var sibling = await TestServer.StartAsync([.. Keyed, $"Transcribe:Access:EphemeralKeySecret={new string('a', 32)}"]);
        await using var stranger = await TestServer.StartAsync(Keyed);
        var key = Text(await CreateAsync(server, "{}"), "value");
        var parts = key["ek_".Length..].Split('.');
        var other = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"Tenant":"root","Expires":9999999999,"Session":""}""")).TrimEnd('=');
        string[] wrong = [key[..^1], $"ek_{other}.{parts[1]}", $"ek_{parts[0]}", "ek_", "ek_.", $"{key}.{parts[1]}", $"ek_{parts[0]}.%"];

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(sibling, Live, options => Bearer(options, key)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, Live, options => Bearer(options, key)));
        foreach (var text in wrong)
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, Live, options => Bearer(options, text)));
    }

    [Fact]
    public async Task Key_SharesTheQuotaOfItsTenant()
    {
        await using var server = await TestServer.StartAsync([.. Keyed, "Transcribe:Access:Quotas:ConcurrentStreams=1"]);
        var key = Text(await CreateAsync(server, "{}"), "value");
        using var first = await OpenAsync(server, configure: options => options.SetRequestHeader("x-api-key", Key));

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, Live, options => Bearer(options, key)));
    }

    [Fact]
    public async Task Server_WithoutKeys_GivesAndChecksThem()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Http.PostAsync(Path, "");
        var secret = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using (var client = await OpenAsync(server, configure: Offer("realtime", secret)))
            AssertType("session.created", client.Created);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, Live, options => Bearer(options, "ek_wrong")));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    [InlineData("""{"session":1}""", "session")]
    [InlineData("""{"expires_after":{"seconds":9}}""", "expires_after.seconds")]
    [InlineData("""{"expires_after":{"seconds":7201}}""", "expires_after.seconds")]
    [InlineData("""{"session":{"type":"realtime"}}""", "session.type")]
    [InlineData(
        """{"session":{"audio":{"input":{"transcription":{"languages":["en",1]}}}}}""",
        "session.audio.input.transcription.languages")]
    [InlineData("""{"session":{"audio":{"input":{"format":{"type":"audio/mp3"}}}}}""", "session.audio.input.format.type")]
    public async Task Create_WrongBody_IsRefused(string body, string? field)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.Http.PostAsync(Path, body);

        await AssertRefusedAsync(HttpStatusCode.BadRequest, field, null, response);
    }

    [Fact]
    public async Task Create_WithALongPrompt_KeepsItsEnd()
    {
        await using var server = await TestServer.StartAsync(Keyed);
        var transcription = new { prompt = "start" + new string('a', 4_000) };

        var secret = await CreateAsync(
            server, JsonSerializer.Serialize(new { session = new { audio = new { input = new { transcription } } } }));

        var input = secret.GetProperty("session").GetProperty("audio").GetProperty("input");
        Assert.Equal(new string('a', 4_000), Text(input.GetProperty("transcription"), "prompt"));
    }

    [Fact]
    public async Task Create_UnknownModelOrLongSession_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        using var unknown = await server.Http.PostAsync(
            Path, """{"session":{"audio":{"input":{"transcription":{"model":"none"}}}}}""");
        var note = new string('a', 8_000);
        using var large = await server.Http.PostAsync(Path, JsonSerializer.Serialize(new { session = new { note } }));

        await AssertRefusedAsync(HttpStatusCode.NotFound, "session.audio.input.transcription.model", "model_not_found", unknown);
        await AssertRefusedAsync(HttpStatusCode.BadRequest, "session", null, large);
    }

    [Fact]
    public async Task Secret_TooShort_StopsTheStart() => await Assert.ThrowsAnyAsync<Exception>(
        () => TestServer.StartAsync($"Transcribe:Access:EphemeralKeySecret={new string('a', 31)}"));

    private static async Task<JsonElement> CreateAsync(TestServer server, string body, string path = Path)
    {
        using var response = await server.Http.PostAsync(path, body, ("authorization", $"Bearer {Key}"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    // The form of OpenAI's API, whose clients make this call.
    private static async Task AssertRefusedAsync(HttpStatusCode status, string? param, string? code, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, body);
        var error = JsonElement.Parse(body).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal((param, code), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    private static Action<ClientWebSocketOptions> Offer(string protocol, JsonElement secret) => options =>
    {
        options.AddSubProtocol(protocol);
        options.AddSubProtocol($"openai-insecure-api-key.{Text(secret, "value")}");
    };

    private static void Bearer(ClientWebSocketOptions options, string key) => options.SetRequestHeader("Authorization", $"Bearer {key}");

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string path, Action<ClientWebSocketOptions> configure)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket.Options);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }
        return socket.HttpStatusCode;
    }
}
