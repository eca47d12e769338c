using System.Net;
using System.Text;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Realtime;

namespace Transcribe.Server.Tests.Errors;

/// <summary>JSON with half a surrogate pair, or with a byte that is not UTF-8, in each place where a name or a text may be.</summary>
public sealed class NotUnicodeTests(ServerFixture fixture)
{
    private const string Half = "\\ud800";

    public static TheoryData<string, string> Bodies { get; } = new MatrixTheoryData<string, string>(
        [
            "/v1/transcribe", "/v1/transcribe:longRunning", "/generate", "/v1/realtime/client_secrets",
            "/v1/realtime/transcription_sessions",
        ],
        [
            "?",
            "{?:1}",
            "{?:{?:?}}",
            """{"uri":?}""",
            """{"url":?}""",
            """{"content":?}""",
            """{"audio":{"uri":?}}""",
            """{"config":?}""",
            """{"config":{?:1}}""",
            """{"config":{"languageCodes":?}}""",
            """{"config":{"languageCodes":[?]}}""",
            """{"config":{"enableWordTimestamps":?}}""",
            """{"config":{"temperature":?}}""",
            """{"config":{"explicitDecoding":{"encoding":?}}}""",
            """{"session":?}""",
            """{"session":{"type":?}}""",
            """{"session":{?:1,"type":"transcription"}}""",
            """{"session":{"type":"transcription","include":[?]}}""",
            """{"session":{"type":"transcription","audio":{"input":{"transcription":{"prompt":?}}}}}""",
            """{"expires_after":{?:60}}""",
        ]);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Post_TextThatIsNotUnicode_IsTheCallersFault(string path, string body)
    {
        foreach (var bytes in Damage(body))
        {
            using var content = new ByteArrayContent(bytes) { Headers = { { "Content-Type", "application/json" } } };
            using var response = await fixture.Server.Http.PostAsync(path, content);
            // A member that the request does not have may be left out.
            Assert.True(
                response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("""{"type":"\ud800"}""", "type")]
    [InlineData("""{"type":"session.update","session":{"type":"transcription","include":["\ud800"]}}""", "session.include")]
    [InlineData(
        """{"type":"session.update","session":{"audio":{"input":{"transcription":{"prompt":"\ud800"}}}}}""",
        "session.audio.input.transcription.prompt")]
    public async Task Event_TextThatIsNotUnicode_NamesTheMember(string text, string member)
    {
        using var client = await RealtimeClient.OpenAsync(fixture.Server);

        await client.SendAsync(text);

        var error = (await client.ReadAsync()).GetProperty("error");
        Assert.Equal(member, RealtimeClient.Text(error, "param"));
        Assert.Equal($"'{member}' must be Unicode text", RealtimeClient.Text(error, "message"));
    }

    private static IEnumerable<byte[]> Damage(string body)
    {
        yield return Encoding.UTF8.GetBytes(body.Replace("?", $"\"{Half}\"", StringComparison.Ordinal));
        yield return Encoding.Latin1.GetBytes(body.Replace("?", "\"\u00fe\"", StringComparison.Ordinal));
        yield return Encoding.Latin1.GetBytes(body.Replace("?", "\"\\u0061\u00fe\"", StringComparison.Ordinal));
    }
}
