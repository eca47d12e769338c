using System.Net.WebSockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transcribe.Realtime.Events;

/// <summary>Sends the events of the server as text frames, one at a time. Each has an id of its own.</summary>
internal sealed class EventSender(WebSocket socket) : IDisposable
{
    // No event is embedded in an HTML page.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <param name="type">The type of the event.</param>
    /// <param name="members">Its members besides the type and the id.</param>
    /// <param name="cancellationToken">Aborts the socket.</param>
    public async Task SendAsync(string type, JsonObject members, CancellationToken cancellationToken)
    {
        members.Insert(0, "type", type);
        members.Insert(1, "event_id", Ids.New("event"));
        var frame = JsonSerializer.SerializeToUtf8Bytes(members, Json);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sends an <c>error</c> event.</summary>
    /// <param name="error">The error.</param>
    /// <param name="cause">The id of the client's event that caused it; null if it had none.</param>
    /// <param name="cancellationToken">Aborts the socket.</param>
    public Task SendAsync(RealtimeError error, string? cause, CancellationToken cancellationToken)
    {
        var member = error.ToJson();
        member["event_id"] = cause;
        return SendAsync("error", new JsonObject { ["error"] = member }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
