using System.Net.WebSockets;
using System.Text.Json;
using Transcribe.Core;
using Transcribe.Realtime.Events;
using Transcribe.Realtime.Sessions;
using Transcribe.Realtime.Turns;
using Transcribe.V1;

namespace Transcribe.Realtime;

/// <summary>Carries out the events of the client.</summary>
internal sealed class ClientEvents(
    Session session,
    EventSender events,
    TurnEvents turnEvents,
    TurnLog turns,
    StreamMessages stream,
    SessionCheck check,
    Caller caller)
{
    /// <summary>The most bytes of a frame: 15 MiB of Base64 and what is around it.</summary>
    public const int MaxFrameBytes = (15 << 20) + (64 << 10);

    private Session _session = session;

    /// <summary>Carries out one frame.</summary>
    /// <returns>The id that the client gave to the event, and the error; null if there is none.</returns>
    public async Task<(string? Id, Exception? Failure)> TakeAsync(
        WebSocketMessageType type, byte[] frame, CancellationToken cancellationToken)
    {
        string? id = null;
        try
        {
            if (type != WebSocketMessageType.Text)
                throw Refuse("invalid_frame", "Events are text frames; audio belongs in input_audio_buffer.append, in Base64");
            if (frame.Length > MaxFrameBytes)
                throw Refuse("event_too_large", "An event may have at most 15 MiB of audio in Base64");
            using var json = JsonDocument.Parse(frame);
            var members = Members.Of(json.RootElement);
            id = members.Text("event_id");
            await TakeAsync(members, cancellationToken);
            return (id, null);
        }
        catch (JsonException exception)
        {
            return (id, Refuse("invalid_json", $"The event is not JSON: {LimitText.Echo(exception.Message)}"));
        }
        catch (Exception exception) when (exception is RealtimeException or TranscriptionException or Grpc.Core.RpcException)
        {
            return (id, exception);
        }
    }

    private async Task TakeAsync(Members members, CancellationToken cancellationToken)
    {
        switch (members.Text("type"))
        {
            case "input_audio_buffer.append":
                var audio = members.Bytes("audio");
                await turns.AppendAsync(_session.Settings.Format.Duration(audio.Length), cancellationToken);
                await stream.AddAsync(audio, cancellationToken);
                break;
            case "input_audio_buffer.commit":
                await CommitAsync(cancellationToken);
                break;
            case "input_audio_buffer.clear":
                await turns.ClearAsync(cancellationToken);
                await stream.AddAsync(new TranscribeLiveRequest { Clear = new() }, cancellationToken);
                break;
            case "session.update":
                await UpdateAsync(members, cancellationToken);
                await events.SendAsync("session.updated", new() { ["session"] = _session.ToJson() }, cancellationToken);
                break;
            // Some clients use the name of the answer.
            case "transcription_session.update" or "transcription_session.updated":
                await UpdateAsync(members, cancellationToken);
                turnEvents.IsBeta = true;
                await events.SendAsync("transcription_session.updated", new() { ["session"] = _session.ToBetaJson() }, cancellationToken);
                break;
            case null:
                throw Refuse("missing_required_parameter", "'type' is missing", "type");
            case var type when IsOfConversations(type):
                throw Refuse("unsupported_event", $"'{LimitText.Echo(type)}': this server has transcription sessions only", "type");
            case var type:
                throw Refuse("invalid_value", $"There is no event '{LimitText.Echo(type)}'", "type");
        }
    }

    private static bool IsOfConversations(string type) =>
        type.StartsWith("response.", StringComparison.Ordinal) || type.StartsWith("conversation.", StringComparison.Ordinal);

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        await turns.CommitAsync(cancellationToken);
        await stream.AddAsync(new TranscribeLiveRequest { Finalize = new() }, cancellationToken);
    }

    private async Task UpdateAsync(Members members, CancellationToken cancellationToken)
    {
        var update = members.Object("session") ?? throw Refuse("missing_required_parameter", "'session' is missing", "session");
        var settings = SessionReader.Apply(_session.Settings, update);
        await check.CheckAsync(settings, update, caller, cancellationToken);
        // Otherwise an utterance would go on that no pause ends.
        if (_session.Settings.TurnDetection is null && settings.TurnDetection is not null && turns.CanCommit)
            await CommitAsync(cancellationToken);
        turns.Detection = settings.TurnDetection;
        await stream.AddAsync(new TranscribeLiveRequest { Config = settings.ToLive() }, cancellationToken);
        _session = _session with { Settings = settings };
    }

    private static RealtimeException Refuse(string code, string message, string? param = null) =>
        new(RealtimeError.Invalid(code, message, param));
}
