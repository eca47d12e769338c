using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;
using static Transcribe.Server.Tests.Realtime.RealtimeTurns;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>Turns of an engine without interim results.</summary>
public sealed class RealtimeFinalsTests(StockServer stock) : IClassFixture<StockServer>
{
    [Fact]
    public async Task ServerVad_ATurn_HasItsEventsInOrderAndItsTextAtTheEnd()
    {
        using var client = await OpenAsync(stock.Server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 2_000 });
        await client.AppendAsync(await SpeechAsync(2.5));

        var events = await client.ReadUntilAsync(Completed);

        Assert.Equal(
            [
                "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                "conversation.item.added", "conversation.item.done", Delta, Completed,
            ],
            events.Select(Type));
        Assert.Single(events.Select(ItemOf).Distinct());
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
        AssertDeltasJoin(events);
    }
}
