using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Live;
using Transcribe.Realtime.Events;
using Transcribe.Realtime.Sessions;
using Transcribe.Realtime.Turns;
using Transcribe.V1;

namespace Transcribe.Realtime;

/// <summary>Opens sessions.</summary>
internal sealed class RealtimeSessions(
    Transcriber.TranscriberBase service,
    ILiveTranscriber transcriber,
    SessionCheck check,
    SessionFactory sessions,
    CallErrors errors,
    BodyBudget budget,
    RealtimeLimits limits,
    IOptions<RealtimeOptions> options,
    TimeProvider time)
{
    private const string Protocol = "realtime";
    private const string BetaProtocol = "openai-beta.realtime-v1";
    private const string BetaHeader = "OpenAI-Beta";

    /// <exception cref="RpcException">The request is not a WebSocket, or asks for what the server does not have.</exception>
    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw RpcErrors.InvalidField("upgrade", "This path accepts WebSockets only");
        var settings = SettingsOf(context);
        await transcriber.CheckAsync(settings.ToCheck(), context.GetCaller(), context.RequestAborted);

        var offered = context.WebSockets.WebSocketRequestedProtocols;
        using var lease = budget.Open(context);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(offered.Contains(Protocol) ? Protocol : null);
        using var events = new EventSender(socket);
        var isBeta = offered.Contains(BetaProtocol) || context.Request.Headers.ContainsKey(BetaHeader);
        var turnEvents = new TurnEvents(events) { IsBeta = isBeta };
        using var turns = new TurnLog(turnEvents) { Detection = settings.TurnDetection };
        var stream = new StreamMessages(limits, options.Value.IdleTimeout, time);
        var session = sessions.Create(settings);
        await stream.AddAsync(new TranscribeLiveRequest { Config = settings.ToLive() }, context.RequestAborted);
        await SendCreatedAsync(events, session, isBeta, context.RequestAborted);
        var client = new ClientEvents(session, events, turnEvents, turns, stream, check, context.GetCaller());
        var frames = new SocketMessages(
            socket, ClientEvents.MaxFrameBytes, lease, RealtimeSocket.Copies, new StreamRate(limits.MaxBytesPerSecond, time));
        await new RealtimeSocket(socket, frames, service, errors, client, events, turns, stream).RunAsync(context);
    }

    private static SessionSettings SettingsOf(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["intent"].FirstOrDefault() is { } intent && intent != "transcription")
            throw RpcErrors.InvalidField("intent", "The intent must be \"transcription\": this server has transcription sessions only");
        if (query.ContainsKey("call_id"))
            throw RpcErrors.InvalidField("call_id", "This server has no calls to attach to");
        var settings = context.Features.Get<KeyedSession>()?.ToSettings() ?? new SessionSettings();
        if (query["model"].FirstOrDefault() is not { } model)
            return settings;
        return model.Length <= FieldLimits.Name
            ? settings with { Model = model }
            : throw RpcErrors.InvalidField("model", $"The model may have at most {FieldLimits.Name} characters");
    }

    private static Task SendCreatedAsync(EventSender events, Session session, bool isBeta, CancellationToken cancellationToken) => isBeta
        ? events.SendAsync("transcription_session.created", new() { ["session"] = session.ToBetaJson() }, cancellationToken)
        : events.SendAsync("session.created", new() { ["session"] = session.ToJson() }, cancellationToken);
}
