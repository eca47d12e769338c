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

/// <summary><c>POST /v1/realtime/client_secrets</c>: a key for a browser, with the session that it opens.</summary>
internal sealed class ClientSecrets(IEphemeralKeys keys, SessionFactory sessions, SessionCheck check, TimeProvider time)
{
    private const double ShortestLife = 10;
    private const double LongestLife = 7_200;
    private const double UsualLife = 600;

    /// <summary>Headers, which carry the key, have room for this many characters.</summary>
    private const int LongestSession = 8_000;

    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public async Task CreateAsync(HttpContext context)
    {
        try
        {
            using var body = await ReadAsync(context);
            var members = Members.Of(body.RootElement);
            var text = members.Raw("session");
            var settings = members.Object("session") is { } session
                ? SessionReader.Apply(new SessionSettings(), session)
                : new SessionSettings();
            if (text.Length > LongestSession)
                throw members.Wrong("session", $"at most {LongestSession} characters");
            await check.CheckAsync(settings, members.Object("session") ?? members, context.GetCaller(), context.RequestAborted);
            await WriteAsync(context, members, text, settings);
        }
        catch (RealtimeException exception)
        {
            throw RpcErrors.InvalidField(exception.Error.Param ?? "", exception.Message);
        }
    }

    private async Task WriteAsync(HttpContext context, Members members, string session, SessionSettings settings)
    {
        var life = members.Object("expires_after")?.Number("seconds", ShortestLife, LongestLife) ?? UsualLife;
        var expires = time.GetUtcNow() + TimeSpan.FromSeconds(life);
        var answer = new JsonObject
        {
            ["value"] = keys.Create(context.GetCaller(), session, expires),
            ["expires_at"] = expires.ToUnixTimeSeconds(),
            ["session"] = sessions.Create(settings).ToJson(),
        };
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
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
