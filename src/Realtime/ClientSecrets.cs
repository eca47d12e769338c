using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Realtime.Events;
using Transcribe.Realtime.Sessions;

namespace Transcribe.Realtime;

/// <summary>Creates keys for browsers, with the sessions that they open.</summary>
internal sealed class ClientSecrets(IEphemeralKeys keys, SessionFactory sessions, SessionCheck check, TimeProvider time)
{
    private const double ShortestLife = 10;
    private const double LongestLife = 7_200;
    private const double UsualLife = 600;

    /// <summary>Headers, which carry the key, have room for this many characters.</summary>
    private const int LongestSession = 8_000;

    /// <summary><c>POST /v1/realtime/client_secrets</c>: the body has the session as a member.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public Task CreateAsync(HttpContext context) => AnswerAsync(context, async members =>
    {
        var text = members.Raw("session");
        if (text.Length > LongestSession)
            throw members.Wrong("session", $"at most {LongestSession} characters");
        var session = await CreateSessionAsync(members.Object("session") ?? Members.Empty, context);
        var answer = CreateKey(context, text, members.Object("expires_after"));
        answer["session"] = session.ToJson();
        return answer;
    });

    /// <summary><c>POST /v1/realtime/transcription_sessions</c>, of the beta: the body is the session.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public Task CreateBetaAsync(HttpContext context) => AnswerAsync(context, async members =>
    {
        var text = members.Raw();
        if (text.Length > LongestSession)
            throw new RealtimeException(RealtimeError.Invalid(
                "invalid_value", $"The session may have at most {LongestSession} characters"));
        var session = await CreateSessionAsync(members, context);
        var answer = session.ToBetaJson();
        answer["client_secret"] = CreateKey(context, text, members.Object("client_secret")?.Object("expires_at"));
        return answer;
    });

    private static async Task AnswerAsync(HttpContext context, Func<Members, Task<JsonObject>> create)
    {
        try
        {
            using var body = await ReadAsync(context);
            await context.Response.WriteAsJsonAsync(await create(Members.Of(body.RootElement)), context.RequestAborted);
        }
        catch (RealtimeException exception)
        {
            throw RpcErrors.InvalidField(exception.Error.Param ?? "", exception.Message);
        }
    }

    private async Task<Session> CreateSessionAsync(Members sent, HttpContext context)
    {
        var settings = SessionReader.Apply(new SessionSettings(), sent);
        await check.CheckAsync(settings, sent, context.GetCaller(), context.RequestAborted);
        return sessions.Create(settings);
    }

    private JsonObject CreateKey(HttpContext context, string session, Members? life)
    {
        var expires = time.GetUtcNow() + TimeSpan.FromSeconds(life?.Number("seconds", ShortestLife, LongestLife) ?? UsualLife);
        return new JsonObject
        {
            ["value"] = keys.Create(context.GetCaller(), session, expires),
            ["expires_at"] = expires.ToUnixTimeSeconds(),
        };
    }

    private static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        try
        {
            // An empty body asks for the defaults.
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body.ToArray());
        }
        catch (JsonException exception)
        {
            throw RpcErrors.Create(
                Code.InvalidArgument, ErrorReasons.InvalidRequest, $"The body is not JSON: {LimitText.Echo(exception.Message)}");
        }
    }
}
