using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>How a session begins, what it answers to wrong events, and what ends it.</summary>
public sealed class RealtimeSessionTests(ServerFixture fixture)
{
    [Fact]
    public async Task Open_FirstEvent_TellsTheDefaults()
    {
        using var client = await OpenAsync(fixture.Server);

        AssertType("session.created", client.Created);
        var session = client.Created.GetProperty("session");
        var input = session.GetProperty("audio").GetProperty("input");
        Assert.Equal(("transcription", "realtime.transcription_session"), (Text(session, "type"), Text(session, "object")));
        Assert.StartsWith("sess_", Text(session, "id"), StringComparison.Ordinal);
        Assert.True(session.GetProperty("expires_at").GetInt64() > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal("""{"type":"audio/pcm","rate":24000}""", input.GetProperty("format").GetRawText());
        Assert.Equal(TestServer.Model, Text(input.GetProperty("transcription"), "model"));
        Assert.Equal(
            """{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500}""",
            input.GetProperty("turn_detection").GetRawText());
    }

    [Fact]
    public async Task Update_Members_ReplaceThoseBeforeAndLeaveTheOthers()
    {
        using var client = await OpenAsync(fixture.Server, "");
        await client.SendAsync(
            """
            {"type":"session.update","session":{"type":"transcription","audio":{"input":{"format":{"type":"audio/pcmu"},
            "transcription":{"model":"digits","language":"en","prompt":"digits","keywords":["one","two"],"delay":"low"},
            "noise_reduction":{"type":"near_field"}}},"include":["item.input_audio_transcription.logprobs"]}}
            """);
        AssertType("session.updated", await client.ReadAsync());
        await client.SendAsync(
            """{"type":"session.update","session":{"audio":{"input":{"turn_detection":{"type":"semantic_vad","eagerness":"high"}}}}}""");

        var input = (await client.ReadAsync()).GetProperty("session").GetProperty("audio").GetProperty("input");

        Assert.Equal(
            """
            {"format":{"type":"audio/pcmu"},"transcription":{"model":"digits","language":"en","prompt":"digits","keywords":["one","two"]},
            "noise_reduction":null,
            "turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":300}}
            """.ReplaceLineEndings(""),
            input.GetRawText());
    }

    [Theory]
    [InlineData("transcription_session.update")]
    [InlineData("transcription_session.updated")]
    public async Task Update_OfTheBeta_IsAnsweredInItsForm(string type)
    {
        using var client = await OpenAsync(fixture.Server);
        await client.SendAsync(
            $$$$"""{"type":"{{{{type}}}}","session":{"input_audio_format":"g711_alaw","input_audio_transcription":{"language":"en"}}}""");

        var updated = await client.ReadAsync();

        AssertType("transcription_session.updated", updated);
        Assert.Equal("g711_alaw", Text(updated.GetProperty("session"), "input_audio_format"));
        Assert.Equal("en", Text(updated.GetProperty("session").GetProperty("input_audio_transcription"), "language"));
    }

    [Fact]
    public async Task Open_WithTheSubprotocolOfTheBeta_IsAnsweredInItsForm()
    {
        using var client = await OpenAsync(fixture.Server, configure: options =>
        {
            options.AddSubProtocol("realtime");
            options.AddSubProtocol("openai-beta.realtime-v1");
        });

        AssertType("transcription_session.created", client.Created);
        Assert.Equal("realtime", client.Socket.SubProtocol);
    }

    [Theory]
    [InlineData("""{"type":"response.create","event_id":"e1"}""", "unsupported_event", "type", "e1")]
    [InlineData("""{"type":"conversation.item.create","event_id":"e1"}""", "unsupported_event", "type", "e1")]
    [InlineData("""{"type":"other.event","event_id":"e1"}""", "invalid_value", "type", "e1")]
    [InlineData("""{"event_id":"e1"}""", "missing_required_parameter", "type", "e1")]
    [InlineData("""{"type":1,"event_id":"e1"}""", "invalid_value", "type", "e1")]
    [InlineData("""{"type":"session.update","event_id":1}""", "invalid_value", "event_id", null)]
    [InlineData("""{"type":"session.update","event_id":"e1"}""", "missing_required_parameter", "session", "e1")]
    [InlineData("""{"type":"session.update","session":[]}""", "invalid_value", "session", null)]
    [InlineData("""{"type":"session.update","session":{"type":"realtime"}}""", "invalid_value", "session.type", null)]
    [InlineData("""{"type":"session.update","session":{"include":["logprobs"]}}""", "invalid_value", "session.include", null)]
    [InlineData(
        """{"type":"session.update","session":{"input_audio_format":"mp3"}}""", "invalid_value", "session.input_audio_format", null)]
    [InlineData("""{"type":"input_audio_buffer.append","event_id":"e1"}""", "invalid_value", "audio", "e1")]
    [InlineData("""{"type":"input_audio_buffer.append","audio":"%%"}""", "invalid_value", "audio", null)]
    [InlineData("""{"type":""", "invalid_json", null, null)]
    [InlineData("[]", "invalid_value", null, null)]
    public async Task Event_ThatIsWrong_IsAnErrorAndTheSessionGoesOn(string text, string code, string? param, string? id)
    {
        using var client = await OpenAsync(fixture.Server);
        await client.SendAsync(text);

        AssertError(code, param, await client.ReadAsync(), id);

        await client.UpdateAsync(null);
    }

    [Theory]
    [InlineData("""{"format":{"type":"audio/mp3"}}""", "invalid_value", "format.type")]
    [InlineData("""{"format":{"type":"audio/pcm","rate":4000}}""", "invalid_value", "format.rate")]
    [InlineData("""{"turn_detection":{"type":"server_vad","threshold":2}}""", "invalid_value", "turn_detection.threshold")]
    [InlineData("""{"turn_detection":{"type":"other"}}""", "invalid_value", "turn_detection.type")]
    [InlineData("""{"transcription":{"model":"none"}}""", "model_not_found", "transcription.model")]
    [InlineData("""{"transcription":{"language":"xx"}}""", "unknown_language", "transcription.language")]
    [InlineData("""{"transcription":{"languages":["en","xx"]}}""", "unknown_language", "transcription.languages")]
    [InlineData("""{"transcription":{"languages":"en"}}""", "invalid_value", "transcription.languages")]
    public async Task Update_WithAWrongMember_NamesIt(string input, string code, string param)
    {
        using var client = await OpenAsync(fixture.Server);
        await client.SendAsync("""{"type":"session.update","session":{"audio":{"input":""" + input + "}}}");

        AssertError(code, $"session.audio.input.{param}", await client.ReadAsync());
    }

    [Theory]
    [InlineData("model", "none", "model_not_found")]
    [InlineData("language", "xx", "unknown_language")]
    public async Task Update_OfTheBetaWithAWrongMember_NamesIt(string name, string value, string code)
    {
        using var client = await OpenAsync(fixture.Server);
        var transcription = new Dictionary<string, string> { [name] = value };
        await client.SendAsync(
            new { type = "transcription_session.update", session = new { input_audio_transcription = transcription } });

        AssertError(code, $"session.input_audio_transcription.{name}", await client.ReadAsync());
    }

    [Theory]
    [InlineData("model", 201)]
    [InlineData("language", 201)]
    [InlineData("languages", 201)]
    [InlineData("languages", 1, 201)]
    [InlineData("keywords", 2_000, 2)]
    public async Task Update_WithAMemberThatIsTooLong_NamesIt(string name, int length, int count = 1)
    {
        using var client = await OpenAsync(fixture.Server);
        object value = name.EndsWith('s') ? Enumerable.Repeat(new string('a', length), count) : new string('a', length);
        var transcription = new Dictionary<string, object> { [name] = value };
        await client.SendAsync(new { type = "session.update", session = new { audio = new { input = new { transcription } } } });

        AssertError("invalid_value", $"session.audio.input.transcription.{name}", await client.ReadAsync());
    }

    [Fact]
    public async Task Update_WithALongPrompt_KeepsItsEnd()
    {
        using var client = await OpenAsync(fixture.Server);
        string[] keywords = [new('k', 3_000)];
        var transcription = new { prompt = new string('a', 3_000) + "😀" + new string('b', 3_999), keywords };
        await client.SendAsync(new { type = "session.update", session = new { audio = new { input = new { transcription } } } });

        var updated = await client.ReadAsync();

        AssertType("session.updated", updated);
        var input = updated.GetProperty("session").GetProperty("audio").GetProperty("input");
        Assert.Equal(new string('b', 3_999), Text(input.GetProperty("transcription"), "prompt"));
        // The live stream takes the settings, too, or would end.
        await client.UpdateAsync(null);
        await client.AppendAsync(ByteString.CopyFrom(new byte[48_000]));
        await client.CommitAsync();
        await client.ReadUntilAsync("conversation.item.input_audio_transcription.completed");
    }

    [Fact]
    public async Task Update_ThatIsRefused_ChangesNothing()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.SendAsync(
            """{"type":"session.update","session":{"input_audio_format":"g711_ulaw","input_audio_transcription":{"language":"xx"}}}""");
        AssertType("error", await client.ReadAsync());
        await client.SendAsync("""{"type":"session.update","session":{}}""");

        var session = (await client.ReadAsync()).GetProperty("session");

        Assert.Equal("audio/pcm", Text(session.GetProperty("audio").GetProperty("input").GetProperty("format"), "type"));
    }

    [Fact]
    public async Task Frame_ThatIsBinaryOrTooLarge_IsAnErrorAndTheSessionGoesOn()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.Socket.SendAsync(new byte[10], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        AssertError("invalid_frame", null, await client.ReadAsync());
        await client.SendAsync(new { type = "input_audio_buffer.append", audio = new string('A', 16 << 20) });
        AssertError("event_too_large", null, await client.ReadAsync());

        await client.UpdateAsync(null);
    }

    [Theory]
    [InlineData("?intent=conversation", "400")]
    [InlineData("?intent=transcription&model=none", "404")]
    [InlineData("?call_id=call_1", "400")]
    public async Task Open_ForWhatTheServerLacks_IsRefused(string query, string status)
    {
        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(fixture.Server, query));
        Assert.Contains(status, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithALongModelInTheQuery_NamesIt()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/realtime?model={new string('a', 201)}")
        {
            Headers =
            {
                { "Connection", "Upgrade" },
                { "Upgrade", "websocket" },
                { "Sec-WebSocket-Version", "13" },
                { "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==" },
            },
        };
        using var response = await fixture.Server.Http.SendAsync(request);

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, "model"), (response.StatusCode, Text(error, "param")));
    }

    [Fact]
    public async Task Open_WithAModelInTheQuery_HasIt()
    {
        using var client = await OpenAsync(fixture.Server, $"?model={TestServer.Model}");
        AssertType("session.created", client.Created);
    }

    [Fact]
    public async Task NoWebSocket_IsRefused()
    {
        using var response = await fixture.Server.Http.GetAsync("/v1/realtime");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            "invalid_request_error",
            Text(JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error"), "type"));
    }

    [Fact]
    public async Task NoEvent_LongerThanTheIdleTimeOfSessions_EndsIt()
    {
        await using var server = await TestServer.StartAsync(
            "Transcribe:Live:IdleTimeout=00:00:00.4", "Transcribe:Realtime:IdleTimeout=00:00:01");
        using var client = await OpenAsync(server);

        AssertError("stream_idle", null, Assert.Single(await client.ReadToEndAsync()));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.Socket.CloseStatus);
    }

    [Fact]
    public async Task Lifetime_AtItsEnd_EndsTheSession()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxLifetime=00:00:01");
        using var client = await OpenAsync(server);

        AssertError("session_expired", null, Assert.Single(await client.ReadToEndAsync()));
    }

    [Fact]
    public async Task ServerStops_WithATurnInProgress_EndsTheSessionAfterItsText()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 9_000 });
        await client.AppendAsync(await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "24000", "-ac", "1"));
        await client.ReadUntilAsync("input_audio_buffer.speech_started");
        var stopping = server.StopAsync();

        var events = await client.ReadToEndAsync();

        Assert.Contains(events, e => Type(e) == "conversation.item.input_audio_transcription.completed");
        AssertError("not_ready", null, events[^1]);
        await stopping;
    }

    [Fact]
    public async Task Close_ByTheClient_IsAnsweredAndLeavesNothingBehind()
    {
        await using var server = await TestServer.StartAsync();
        var gate = server.Services.GetRequiredService<WorkGate>();
        using var client = await OpenAsync(server);
        await Until.TrueAsync(() => gate.Count == 1);
        using var late = new CancellationTokenSource(Until.Longest);

        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "OK", late.Token);

        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.Socket.CloseStatus);
        await Until.TrueAsync(() => gate.Count == 0);
    }

    [Fact]
    public async Task Client_ThatDisappearsOrFloods_LeavesNothingBehind()
    {
        await using var server = await TestServer.StartAsync(
            "Transcribe:Live:MaxBytesPerSecond=1024", "Transcribe:Live:MaxStreams=1");
        var gate = server.Services.GetRequiredService<WorkGate>();
        using (var client = await OpenAsync(server))
        {
            await client.AppendAsync(ByteString.CopyFrom(new byte[100_000]), piece: 1_000);
            AssertError("quota_exceeded", null, (await client.ReadToEndAsync())[^1]);
            // The server has closed and reads no more.
        }
        await Until.TrueAsync(() => gate.Count == 0);

        using (var client = await OpenAsync(server))
            client.Socket.Abort();
        await Until.TrueAsync(() => gate.Count == 0);
    }

    [Theory]
    [InlineData("overloaded", "Transcribe:Server:MaxBodyBytesInFlight=100000")]
    [InlineData("quota_exceeded", "Transcribe:Live:MaxBytesPerSecond=1024")]
    public async Task Frame_ThatNeverEnds_EndsTheSessionAtTheLimit(string code, string limit)
    {
        await using var server = await TestServer.StartAsync(limit);
        var budget = server.Services.GetRequiredService<BodyBudget>();
        using var other = budget.Open(new DefaultHttpContext());
        other.GrowTo(50_000);
        using var client = await OpenAsync(server);
        await client.Socket.SendAsync(new byte[30_000], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);

        AssertError(code, null, (await client.ReadToEndAsync())[^1]);
        await Until.TrueAsync(() => budget.Taken == 50_000);
    }

    [Fact]
    public async Task Session_OverTheLimitOfStreams_IsOverloaded()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxStreams=1");
        using var first = await OpenAsync(server);
        await first.UpdateAsync(null);
        await first.AppendAsync(ByteString.CopyFrom(new byte[48_000]));
        await first.CommitAsync();
        await first.ReadUntilAsync("conversation.item.input_audio_transcription.completed");
        using var second = await OpenAsync(server);

        AssertError("overloaded", null, Assert.Single(await second.ReadToEndAsync()));
    }

    [Fact]
    public async Task Session_OverTheQuotaOfStreams_IsRefused()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:Quotas:ConcurrentStreams=1");
        using var first = await OpenAsync(server);

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(server));

        Assert.Contains("429", refusal.Message, StringComparison.Ordinal);
    }
}
