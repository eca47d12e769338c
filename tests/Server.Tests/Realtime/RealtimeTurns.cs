using System.Text.Json;
using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>What tests of turns need.</summary>
internal static class RealtimeTurns
{
    public const string Delta = "conversation.item.input_audio_transcription.delta";
    public const string Completed = "conversation.item.input_audio_transcription.completed";

    public static bool IsCommitted(JsonElement message) => Type(message) == "input_audio_buffer.committed";

    public static string ItemOf(JsonElement message) =>
        message.TryGetProperty("item", out var item) ? Text(item, "id") : Text(message, "item_id");

    public static string Joined(IEnumerable<JsonElement> events, string item) => string.Concat(
        events.Where(e => Type(e) == Delta && ItemOf(e) == item).Select(e => Text(e, "delta")));

    public static void AssertDeltasJoin(List<JsonElement> events)
    {
        Assert.All(
            events.Where(e => Type(e) is Delta or Completed), e => Assert.Equal(0, e.GetProperty("content_index").GetInt32()));
        Assert.All(
            events.Where(e => Type(e) == Completed), e => Assert.Equal(Text(e, "transcript"), Joined(events, ItemOf(e))));
    }

    public static async Task<ByteString> SpeechAsync(double after, double before = 0) => ByteString.CopyFrom(
    [
        .. new byte[(int)(before * 48_000)],
        .. (await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "24000", "-ac", "1")).Span,
        .. new byte[(int)(after * 48_000)],
    ]);
}
