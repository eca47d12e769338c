using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>A plain client of Realtime sessions. It checks that every event has an id of its own.</summary>
internal sealed class RealtimeClient : IDisposable
{
    private readonly HashSet<string> _ids = [];

    public ClientWebSocket Socket { get; } = new();

    /// <summary>The first event.</summary>
    public JsonElement Created { get; private set; }

    /// <summary>Opens a session and reads its first event.</summary>
    public static async Task<RealtimeClient> OpenAsync(
        TestServer server, string query = "?intent=transcription", Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new RealtimeClient();
        configure?.Invoke(client.Socket.Options);
        try
        {
            await client.Socket.ConnectAsync(
                new UriBuilder(new Uri(server.Address, $"/v1/realtime{query}")) { Scheme = "ws" }.Uri, CancellationToken.None);
        }
        catch
        {
            client.Dispose();
            throw;
        }
        client.Created = await client.ReadAsync();
        return client;
    }

    public Task SendAsync(object message) => SendAsync(JsonSerializer.Serialize(message));

    public Task SendAsync(string text) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Sends audio in pieces.</summary>
    public async Task AppendAsync(ByteString audio, int piece = 48_000)
    {
        for (var at = 0; at < audio.Length; at += piece)
            await SendAsync(new
            {
                type = "input_audio_buffer.append",
                audio = Convert.ToBase64String(audio.Span.Slice(at, Math.Min(piece, audio.Length - at))),
            });
    }

    public Task CommitAsync() => SendAsync(new { type = "input_audio_buffer.commit" });

    /// <summary>Sets turn detection, none if it is null, and reads the answer.</summary>
    public async Task UpdateAsync(object? turnDetection)
    {
        await SendAsync(new { type = "session.update", session = new { audio = new { input = new { turn_detection = turnDetection } } } });
        AssertType("session.updated", await ReadAsync());
    }

    /// <summary>Reads the next event.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var message = await ReceiveAsync() ?? throw new InvalidOperationException($"The server closed: {Socket.CloseStatusDescription}");
        Assert.True(_ids.Add(message.GetProperty("event_id").GetString()!), "An event has the id of another");
        return message;
    }

    /// <summary>Reads up to an event of a type. The list ends with it.</summary>
    public async Task<List<JsonElement>> ReadUntilAsync(string type)
    {
        var events = new List<JsonElement>();
        do
            events.Add(await ReadAsync());
        while (Type(events[^1]) != type);
        return events;
    }

    /// <summary>Reads until the server closes the socket.</summary>
    public async Task<List<JsonElement>> ReadToEndAsync()
    {
        var events = new List<JsonElement>();
        while (await ReceiveAsync() is { } message)
            events.Add(message);
        return events;
    }

    public void Dispose() => Socket.Dispose();

    public static string Type(JsonElement message) => message.GetProperty("type").GetString()!;

    public static string Text(JsonElement message, string name) => message.GetProperty(name).GetString()!;

    public static void AssertType(string type, JsonElement message) =>
        Assert.True(Type(message) == type, $"Expected {type}, but it is {message}");

    public static void AssertError(string code, string? param, JsonElement message, string? eventId = null)
    {
        AssertType("error", message);
        var error = message.GetProperty("error");
        Assert.Equal((code, param, eventId), (Text(error, "code"), Text(error, "param"), Text(error, "event_id")));
        Assert.NotEmpty(Text(error, "message"));
        Assert.NotEmpty(Text(error, "type"));
    }

    private async Task<JsonElement?> ReceiveAsync()
    {
        using var late = new CancellationTokenSource(Until.Longest);
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult received;
        do
        {
            var buffer = new byte[4096];
            received = await Socket.ReceiveAsync(buffer.AsMemory(), late.Token);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return received.MessageType == WebSocketMessageType.Close ? null : JsonDocument.Parse(message.ToArray()).RootElement;
    }
}
