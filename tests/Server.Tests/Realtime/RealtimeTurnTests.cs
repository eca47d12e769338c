using System.Text;
using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;
using static Transcribe.Server.Tests.Realtime.RealtimeTurns;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>The turns that the server detects, and their events.</summary>
public sealed class RealtimeTurnTests(ServerFixture fixture)
{
    [Fact]
    public async Task ServerVad_ATurn_HasItsEventsInOrder()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 2_000 });
        await client.AppendAsync(await SpeechAsync(2.5));

        var events = await client.ReadUntilAsync(Completed);

        Assert.Equal(
            [
                "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                "conversation.item.added", "conversation.item.done", Completed,
            ],
            events.Select(Type).Where(type => type != Delta));
        Assert.Single(events.Select(ItemOf).Distinct());
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
        AssertDeltasJoin(events);
    }

    [Fact]
    public async Task ServerVad_TimesAndUsage_AreThoseOfTheTurn()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.AppendAsync(await SpeechAsync(1.5, before: 1));

        var events = await client.ReadUntilAsync(Completed);

        var start = events.First(e => Type(e) == "input_audio_buffer.speech_started").GetProperty("audio_start_ms").GetInt32();
        var end = events.First(e => Type(e) == "input_audio_buffer.speech_stopped").GetProperty("audio_end_ms").GetInt32();
        var usage = events[^1].GetProperty("usage");
        Assert.InRange(start, 500, 1_500);
        Assert.True(end > start);
        Assert.Equal("duration", Text(usage, "type"));
        Assert.Equal((end - start) / 1000.0, usage.GetProperty("seconds").GetDouble(), 0.01);
    }

    [Fact]
    public async Task ServerVad_SentInRealTime_HasDeltasBeforeTheTurnEnds()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 2_000 });
        var reading = client.ReadUntilAsync(Completed);
        foreach (var piece in (await SpeechAsync(2.5)).Memory.ToArray().Chunk(4_800))
        {
            await client.AppendAsync(ByteString.CopyFrom(piece));
            await Task.Delay(TimeSpan.FromSeconds(0.1), TimeProvider.System);
        }

        var events = await reading;

        Assert.Contains(Delta, events.Select(Type).TakeWhile(type => type != "input_audio_buffer.speech_stopped"));
        AssertDeltasJoin(events);
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
    }

    [Fact]
    public async Task ServerVad_TwoTurns_AreLinked()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 2_000 });
        await client.AppendAsync(await SpeechAsync(2.5));
        var first = await client.ReadUntilAsync(Completed);
        await client.AppendAsync(await SpeechAsync(2.5));
        var second = await client.ReadUntilAsync(Completed);

        Assert.Null(Text(first.Single(IsCommitted), "previous_item_id"));
        Assert.Equal(ItemOf(first[^1]), Text(second.Single(IsCommitted), "previous_item_id"));
        AssertDeltasJoin(second);
    }

    [Fact]
    public async Task ServerVad_Noise_HasAnEmptyTranscript()
    {
        var random = new Random(7);
        var noise = new byte[12 * 48_000];
        for (var i = 0; i < noise.Length; i += 2)
            BitConverter.TryWriteBytes(noise.AsSpan(i), (short)random.Next(-900, 900));
        using var client = await OpenAsync(fixture.Server);
        await client.AppendAsync(ByteString.CopyFrom(noise));

        Assert.Equal("", Text((await client.ReadUntilAsync(Completed))[^1], "transcript"));
    }

    [Fact]
    public async Task ServerVad_CommittedByTheClient_IsOneTurnWithoutSpeechStopped()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(new { type = "server_vad", silence_duration_ms = 5_000 });
        await client.AppendAsync(await SpeechAsync(0));
        await client.ReadUntilAsync("input_audio_buffer.speech_started");
        await client.CommitAsync();

        var events = await client.ReadUntilAsync(Completed);

        Assert.Single(events, IsCommitted);
        Assert.DoesNotContain(events, e => Type(e) == "input_audio_buffer.speech_stopped");
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
    }

    [Fact]
    public async Task Include_LogProbabilities_AreThoseOfTheTokensOfTheTranscript()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.SendAsync(
            """
            {"type":"session.update","session":{"audio":{"input":{"turn_detection":null}},
             "include":["item.input_audio_transcription.logprobs"]}}
            """);
        var updated = (await client.ReadAsync()).GetProperty("session");
        await client.AppendAsync(await SpeechAsync(0));
        await client.CommitAsync();

        var completed = (await client.ReadUntilAsync(Completed))[^1];

        Assert.Equal("""["item.input_audio_transcription.logprobs"]""", updated.GetProperty("include").GetRawText());
        var tokens = completed.GetProperty("logprobs").EnumerateArray().ToList();
        Assert.Equal(Text(completed, "transcript"), string.Concat(tokens.Select(token => Text(token, "token"))).Trim());
        Assert.All(tokens, token => Assert.InRange(token.GetProperty("logprob").GetDouble(), -20, 0));
        Assert.All(
            tokens,
            token => Assert.Equal(
                Text(token, "token"),
                Encoding.UTF8.GetString([.. token.GetProperty("bytes").EnumerateArray().Select(value => value.GetByte())])));
    }

    [Fact]
    public async Task TurnDetection_SwitchedOn_CommitsWhatWasAppended()
    {
        using var client = await OpenAsync(fixture.Server);
        await client.UpdateAsync(null);
        await client.AppendAsync(await SpeechAsync(0));
        await client.SendAsync(
            """{"type":"session.update","session":{"turn_detection":{"type":"server_vad","silence_duration_ms":2000}}}""");
        var first = await client.ReadUntilAsync(Completed);
        await client.AppendAsync(await SpeechAsync(2.5));
        var second = await client.ReadUntilAsync(Completed);

        Samples.English.AssertHeardIn(Text(first[^1], "transcript"));
        Samples.English.AssertHeardIn(Text(second[^1], "transcript"));
        Assert.Single(second, e => Type(e) == "input_audio_buffer.speech_stopped");
    }

    [Theory]
    [InlineData("""{"type":"audio/pcmu"}""", "mulaw", 8_000)]
    [InlineData("""{"type":"audio/pcma"}""", "alaw", 8_000)]
    [InlineData("""{"type":"audio/pcm","rate":16000}""", "s16le", 16_000)]
    public async Task Format_OfTheSession_IsHeard(string format, string ffmpeg, int rate)
    {
        using var client = await OpenAsync(fixture.Server);
        await client.SendAsync(
            """{"type":"session.update","session":{"audio":{"input":{"turn_detection":null,"format":""" + format + "}}}}");
        AssertType("session.updated", await client.ReadAsync());
        await client.AppendAsync(await Samples.English.ConvertAsync(1, "-f", ffmpeg, "-ar", $"{rate}", "-ac", "1"));
        await client.CommitAsync();

        Samples.English.AssertHeardIn(Text((await client.ReadUntilAsync(Completed))[^1], "transcript"));
    }

    [Fact]
    public async Task Append_LongerThanAMessageOfAStream_IsHeard()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxMessageBytes=1024");
        using var client = await OpenAsync(server);
        await client.UpdateAsync(null);
        await client.AppendAsync(await SpeechAsync(0), piece: 1 << 20);
        await client.CommitAsync();

        Samples.English.AssertHeardIn(Text((await client.ReadUntilAsync(Completed))[^1], "transcript"));
    }

    [Fact]
    public async Task Beta_ATurn_HasOneEventForItsItem()
    {
        using var client = await OpenAsync(
            fixture.Server, configure: options => options.SetRequestHeader("OpenAI-Beta", "realtime=v1"));
        await client.SendAsync("""{"type":"transcription_session.update","session":{"turn_detection":null}}""");
        AssertType("transcription_session.updated", await client.ReadAsync());
        await client.AppendAsync(await SpeechAsync(0));
        await client.CommitAsync();

        var events = await client.ReadUntilAsync(Completed);

        Assert.Equal(
            ["input_audio_buffer.committed", "conversation.item.created", Completed],
            events.Select(Type).Where(type => type != Delta));
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
    }
}
