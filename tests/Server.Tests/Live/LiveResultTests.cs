using Google.Protobuf.WellKnownTypes;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using SpeechEvent = Transcribe.V1.TranscribeLiveResponse.Types.SpeechEvent;

namespace Transcribe.Server.Tests.Live;

/// <summary>The results of our engine.</summary>
public sealed class OnnxLiveResultTests(OnnxLiveResultTests.Spoken spoken)
    : LiveResultTests(spoken.Run), IClassFixture<OnnxLiveResultTests.Spoken>
{
    private readonly LiveRun _run = spoken.Run;

    [Fact]
    public void Responses_OfAModelWithInterims_DoNotSayThatThereAreNone() =>
        Assert.All(_run.Responses, response => Assert.False(response.FinalResultsOnly));

    [Fact]
    public void Interims_ComeBeforeTheirFinal_StablePartFirst()
    {
        Assert.Contains(_run.Results, result => !result.IsFinal && result.Stability >= 0.9);
        Assert.Contains(_run.Results, result => !result.IsFinal && result.Stability <= 0.5);
        Assert.All(_run.Responses.Where(response => response.Results.Count == 2), response =>
        {
            Assert.True(response.Results[0].Stability >= 0.9);
            Assert.True(response.Results[1].Stability <= 0.5);
        });
        Assert.All(_run.Results.Where(result => !result.IsFinal), result => Assert.Empty(result.Segments));
    }

    [Fact]
    public void StablePart_IsNeverTakenBack()
    {
        foreach (var utterance in _run.Results.GroupBy(result => result.Utterance))
        {
            var before = "";
            foreach (var settled in utterance.Where(result => result.IsFinal || result.Stability >= 0.9))
            {
                Assert.StartsWith(before, settled.Text, StringComparison.Ordinal);
                before = settled.Text;
            }
        }
    }

    /// <summary>Makes the call once for all tests.</summary>
    public sealed class Spoken(ServerFixture fixture) : IAsyncLifetime
    {
        internal LiveRun Run { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Run = await SpeakAsync(fixture.Server.Client);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>The results of whisper.cpp.</summary>
public sealed class WhisperCppLiveResultTests(WhisperCppLiveResultTests.Spoken spoken)
    : LiveResultTests(spoken.Run), IClassFixture<WhisperCppLiveResultTests.Spoken>
{
    private readonly LiveRun _run = spoken.Run;

    [Fact]
    public void Results_AreFinalOnlyAndSaySo()
    {
        Assert.All(_run.Results, result => Assert.True(result.IsFinal));
        Assert.All(_run.Responses, response => Assert.True(response.FinalResultsOnly));
    }

    /// <summary>Makes the call once for all tests.</summary>
    public sealed class Spoken : IAsyncLifetime
    {
        internal LiveRun Run { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await using var stock = new StockServer();
            await stock.InitializeAsync();
            Run = await SpeakAsync(stock.Server.Client);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>The results of a sample that is sent in real time, twice with a pause between.</summary>
public abstract class LiveResultTests
{
    private readonly LiveRun _run;

    private protected LiveResultTests(LiveRun run) => _run = run;

    [Fact]
    public void Finals_Joined_AreTheTranscript()
    {
        (Samples.English with { Text = $"{Samples.English.Text} {Samples.English.Text}" }).AssertHeardIn(_run.Text);
        Assert.All(_run.Finals, final => Assert.Equal(string.Join(' ', final.Segments.Select(segment => segment.Text)), final.Text));
        Assert.Equal(
            Enumerable.Range(0, _run.Finals.Sum(final => final.Segments.Count)),
            _run.Finals.SelectMany(final => final.Segments).Select(segment => segment.Index));
        Assert.Equal(Enumerable.Range(0, _run.Finals.Count()), _run.Finals.Select(final => final.Utterance));
        Assert.All(_run.Finals, final => Assert.Equal(0, final.Stability));
    }

    [Fact]
    public void Times_NeverRunBackwards()
    {
        AssertOrdered(_run.Responses.Select(response => response.AudioReceived));
        AssertOrdered(_run.Responses.Select(response => response.AudioProcessed));
        AssertOrdered(
            _run.Results.GroupBy(result => result.Utterance)
                .Select(results => results.Min(result => result.StartOffset.ToTimeSpan()))
                .Select(Duration.FromTimeSpan));
        AssertOrdered(
            _run.Finals.SelectMany(final => final.Segments).SelectMany(segment => (Duration[])[segment.StartOffset, segment.EndOffset]));
        Assert.All(_run.Responses, response => Assert.True(response.AudioProcessed.ToTimeSpan() <= response.AudioReceived.ToTimeSpan()));
        Assert.All(_run.Results, result => Assert.True(result.StartOffset.ToTimeSpan() <= result.EndOffset.ToTimeSpan()));
    }

    [Fact]
    public void SpeechEvents_TellEachBeginAndEnd()
    {
        var events = _run.Responses.Where(response => response.SpeechEvent != SpeechEvent.Unspecified).ToArray();

        Assert.Equal(
            Enumerable.Range(0, events.Length).Select(i => i % 2 == 0 ? SpeechEvent.SpeechBegin : SpeechEvent.SpeechEnd),
            events.Select(response => response.SpeechEvent));
        Assert.True(events.Length >= 4, $"{events.Length} events");
        AssertOrdered(events.Select(response => response.SpeechEventOffset));
    }

    private static void AssertOrdered(IEnumerable<Duration> times)
    {
        var ticks = times.Select(time => time.ToTimeSpan()).ToArray();
        Assert.NotEmpty(ticks);
        Assert.Equal(ticks.Order(), ticks);
    }

    /// <summary>Makes the call.</summary>
    private protected static async Task<LiveRun> SpeakAsync(Transcriber.TranscriberClient client)
    {
        var audio = await Samples.English.ConvertAsync(2, "-f", "s16le", "-ar", "16000", "-ac", "1");
        var config = LiveRun.Config(LiveRun.Linear16);
        (config.InterimResults, config.VoiceActivityEvents) = (true, true);
        return await LiveRun.RunAsync(client, config, audio, chunk: 3200, pace: TimeSpan.FromSeconds(0.1));
    }
}
