using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;
using static Transcribe.Server.Tests.Realtime.RealtimeTurns;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>The turns that the client commits or clears.</summary>
public sealed class RealtimeCommitTests(ServerFixture fixture)
{
    [Fact]
    public async Task Manual_Commit_IsATurn()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        var speech = await SpeechAsync(2);
        await client.AppendAsync(speech);
        await client.CommitAsync();

        var events = await client.ReadUntilAsync(Completed);

        Assert.Equal(
            ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done", Completed],
            events.Select(Type).Where(type => type != Delta));
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
        AssertDeltasJoin(events);
        Assert.Equal(speech.Length / 48_000.0, events[^1].GetProperty("usage").GetProperty("seconds").GetDouble(), 0.001);
    }

    [Fact]
    public async Task Manual_TwoCommitsAtOnce_KeepTheirTextsApart()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        var speech = await SpeechAsync(0);
        await client.AppendAsync(speech);
        await client.CommitAsync();
        await client.AppendAsync(speech);
        await client.CommitAsync();

        var first = await client.ReadUntilAsync(Completed);
        var second = await client.ReadUntilAsync(Completed);

        Assert.NotEqual(ItemOf(first[^1]), ItemOf(second[^1]));
        Assert.Equal(Text(first[^1], "transcript"), Text(second[^1], "transcript"));
        AssertDeltasJoin([.. first, .. second]);
    }

    [Fact]
    public async Task Manual_LongSpeech_IsOneTurn()
    {
        var audio = await Samples.English.ConvertAsync(8, "-f", "s16le", "-ar", "24000", "-ac", "1");
        Assert.True(audio.Length > 40 * 48_000);
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        await client.AppendAsync(audio);
        await client.CommitAsync();

        var events = await client.ReadUntilAsync(Completed);

        (Samples.English with { Text = string.Join(' ', Enumerable.Repeat(Samples.English.Text, 8)) })
            .AssertHeardIn(Text(events[^1], "transcript"));
        AssertDeltasJoin(events);
    }

    [Fact]
    public async Task Manual_Silence_HasAnEmptyTranscript()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        await client.AppendAsync(ByteString.CopyFrom(new byte[48_000]));
        await client.CommitAsync();

        Assert.Equal("", Text((await client.ReadUntilAsync(Completed))[^1], "transcript"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_798)]
    public async Task Commit_OfLessThanATenthOfASecond_IsAnErrorAndTheSessionGoesOn(int bytes)
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        await client.AppendAsync(ByteString.CopyFrom(new byte[bytes]));
        await client.SendAsync(new { type = "input_audio_buffer.commit", event_id = "mine" });

        AssertError("input_audio_buffer_commit_empty", null, await client.ReadAsync(), "mine");

        await client.AppendAsync(ByteString.CopyFrom(new byte[4_800 - bytes]));
        await client.CommitAsync();
        Assert.Single(await client.ReadUntilAsync(Completed), IsCommitted);
        await client.CommitAsync();
        AssertError("input_audio_buffer_commit_empty", null, await client.ReadAsync());
    }

    [Fact]
    public async Task Clear_ThenOtherSpeech_LeavesTheClearedOneOut()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        var speech = await SpeechAsync(0);
        await client.AppendAsync(speech);
        await client.AppendAsync(speech);
        await client.SendAsync(new { type = "input_audio_buffer.clear" });
        await client.AppendAsync(speech);
        await client.CommitAsync();

        var events = await client.ReadUntilAsync(Completed);

        Assert.Single(events, e => Type(e) == "input_audio_buffer.cleared");
        Assert.Single(events, IsCommitted);
        Assert.True(Text(events[^1], "transcript").Length < Samples.English.Text.Length * 1.5);
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
        Assert.Equal(Text(events[^1], "transcript"), Joined(events, ItemOf(events[^1])));
    }

    [Fact]
    public async Task Clear_InATurnOfServerVad_EndsItWithoutATranscript()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 5_000 });
        await client.AppendAsync(await SpeechAsync(0));
        await client.ReadUntilAsync("input_audio_buffer.speech_started");
        await client.SendAsync(new { type = "input_audio_buffer.clear" });

        var events = await client.ReadUntilAsync("input_audio_buffer.cleared");

        Assert.DoesNotContain(events, IsCommitted);
        await client.CommitAsync();
        AssertError("input_audio_buffer_commit_empty", null, await client.ReadAsync());
    }
}
