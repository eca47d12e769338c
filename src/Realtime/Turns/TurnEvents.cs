using System.Text.Json.Nodes;
using Transcribe.Realtime.Events;
using Transcribe.V1;

namespace Transcribe.Realtime.Turns;

/// <summary>Sends the events of turns.</summary>
/// <param name="events">Sends events.</param>
internal sealed class TurnEvents(EventSender events)
{
    private const string Transcription = "conversation.item.input_audio_transcription";

    /// <summary>OpenAI's value for tokens that are very unlikely. JSON has no infinity.</summary>
    private const float LeastLogProbability = -9999;

    private string? _last;

    /// <summary>Whether the client speaks the beta, which has one event for the item of a turn.</summary>
    public bool IsBeta { get; set; }

    public Task StartedAsync(Item item, TimeSpan at, CancellationToken cancellationToken) => events.SendAsync(
        "input_audio_buffer.speech_started",
        new JsonObject { ["audio_start_ms"] = Milliseconds(at), ["item_id"] = item.Id },
        cancellationToken);

    public Task StoppedAsync(Item item, TimeSpan at, CancellationToken cancellationToken) => events.SendAsync(
        "input_audio_buffer.speech_stopped",
        new JsonObject { ["audio_end_ms"] = Milliseconds(at), ["item_id"] = item.Id },
        cancellationToken);

    /// <summary>The turn is over; its transcript follows.</summary>
    public async Task CommittedAsync(Item item, CancellationToken cancellationToken)
    {
        var previous = _last;
        _last = item.Id;
        await events.SendAsync(
            "input_audio_buffer.committed",
            new JsonObject { ["item_id"] = item.Id, ["previous_item_id"] = previous },
            cancellationToken);
        string[] names = IsBeta ? ["conversation.item.created"] : ["conversation.item.added", "conversation.item.done"];
        foreach (var name in names)
            await events.SendAsync(name, new JsonObject { ["previous_item_id"] = previous, ["item"] = Describe(item) }, cancellationToken);
    }

    public Task ClearedAsync(CancellationToken cancellationToken) => events.SendAsync("input_audio_buffer.cleared", [], cancellationToken);

    public Task GrownAsync(Item item, string delta, CancellationToken cancellationToken) => delta.Length == 0
        ? Task.CompletedTask
        : events.SendAsync(
            $"{Transcription}.delta",
            new JsonObject { ["item_id"] = item.Id, ["content_index"] = 0, ["delta"] = delta },
            cancellationToken);

    public Task CompletedAsync(Item item, CancellationToken cancellationToken)
    {
        var completed = new JsonObject
        {
            ["item_id"] = item.Id,
            ["content_index"] = 0,
            ["transcript"] = item.Text,
            ["usage"] = new JsonObject { ["type"] = "duration", ["seconds"] = Math.Round(item.Duration.TotalSeconds, 3) },
        };
        if (item.Tokens.Count > 0)
            completed["logprobs"] = new JsonArray([.. item.Tokens.Select(Describe)]);
        return events.SendAsync($"{Transcription}.completed", completed, cancellationToken);
    }

    public Task FailedAsync(Item item, RealtimeError error, CancellationToken cancellationToken) => events.SendAsync(
        $"{Transcription}.failed",
        new JsonObject { ["item_id"] = item.Id, ["content_index"] = 0, ["error"] = error.ToJson() },
        cancellationToken);

    private static JsonObject Describe(Item item) => new()
    {
        ["id"] = item.Id,
        ["object"] = "realtime.item",
        ["type"] = "message",
        ["status"] = "completed",
        ["role"] = "user",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "input_audio", ["transcript"] = null }),
    };

    // A part of a character is shown as U+FFFD.
    private static JsonObject Describe(Token token) => new()
    {
        ["token"] = token.Utf8.ToStringUtf8(),
        ["logprob"] = Math.Max(token.LogProbability, LeastLogProbability),
        ["bytes"] = new JsonArray([.. token.Utf8.Select(value => JsonValue.Create((int)value))]),
    };

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
