using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using Acknowledgement = Transcribe.V1.TranscribeLiveResponse.Types.Acknowledgement;
using Mode = Transcribe.V1.Endpointing.Types.Mode;
using SpeechEvent = Transcribe.V1.TranscribeLiveResponse.Types.SpeechEvent;

namespace Transcribe.Server.Tests.Live;

/// <summary>The messages that control a live call, on our engine. Those tests that need no engine are here, too.</summary>
public sealed class OnnxLiveControlTests(ServerFixture fixture) : LiveControlTests(fixture.Server, TestServer.Model)
{
    [Fact]
    public async Task Clear_AfterInterimResults_WithdrawsThem()
    {
        var config = LiveRun.Config(LiveRun.Linear16);
        (config.InterimResults, config.VoiceActivityEvents) = (true, true);
        config.Endpointing = new Endpointing { Mode = Mode.Manual };
        using var call = await StartAsync(config);
        await call.RequestStream.WriteAsync(Audio(await SpeechAsync()));
        while (await call.ResponseStream.MoveNext(CancellationToken.None) && call.ResponseStream.Current.Results.Count == 0)
        {
            // Waits for the first interim result.
        }
        await call.RequestStream.WriteAsync(Clear);

        var cleared = (await ReadUntilAsync(call, Acknowledgement.Cleared))[^1];

        Assert.Equal(("", true, 0), (cleared.Results.Single().Text, cleared.Results.Single().IsFinal, cleared.Results.Single().Utterance));
        Assert.Equal(SpeechEvent.SpeechEnd, cleared.SpeechEvent);
        await AssertEndsAsync(call);
    }

    [Fact]
    public async Task Endpointing_OutOfRange_IsRefused()
    {
        Endpointing[] wrong =
        [
            new() { Threshold = 1.1f }, new() { Threshold = float.NaN }, new() { Mode = (Mode)9 },
            new() { PrefixPadding = Seconds(2.1) }, new() { PrefixPadding = Seconds(-0.1) }, new() { MaxUtterance = Seconds(29) },
            new() { MaxUtterance = Seconds(4) }, new() { SpeechStartTimeout = Seconds(0) },
        ];
        foreach (var endpointing in wrong)
        {
            var config = LiveRun.Config(LiveRun.Linear16);
            config.Endpointing = endpointing;
            await Failure.AssertGrpcAsync(
                StatusCode.InvalidArgument, "INVALID_REQUEST", () => LiveRun.RunAsync(fixture.Server.Client, config, ByteString.Empty));
        }
    }

    [Fact]
    public async Task SpeechStartTimeout_NobodySpeaks_EndsTheCall()
    {
        var config = LiveRun.Config(LiveRun.Linear16);
        config.Endpointing = new Endpointing { SpeechStartTimeout = Seconds(5) };

        var status = await Failure.AssertGrpcAsync(
            StatusCode.Aborted, "STREAM_IDLE",
            () => LiveRun.RunAsync(fixture.Server.Client, config, ByteString.CopyFrom(new byte[6 * 32_000])));

        Assert.Equal("No speech began in 5 s of audio", status.Message);
        Samples.English.AssertHeardIn((await LiveRun.RunAsync(fixture.Server.Client, config, await SpeechAsync(20))).Text);
    }

    [Fact]
    public async Task KeepAlive_WithoutAudio_KeepsTheStream()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), "Transcribe:Live:IdleTimeout=00:00:10");
        using var call = server.Client.TranscribeLive(deadline: LiveRun.Deadline);
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config(LiveRun.Linear16) });
        for (var i = 0; i < 4; i++)
        {
            await call.RequestStream.WriteAsync(new TranscribeLiveRequest { KeepAlive = new() });
            // The answer shows that the server has read the message before.
            await call.RequestStream.WriteAsync(Finalize);
            await ReadUntilAsync(call, Acknowledgement.Finalized);
            time.Advance(TimeSpan.FromSeconds(6));
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task NoMessage_OfThoseThatExist_IsRefused()
    {
        using var call = await StartAsync(LiveRun.Config(LiveRun.Linear16));
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest());

        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST", () => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    private static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
}

/// <summary>The messages that control a live call, on whisper.cpp.</summary>
public sealed class WhisperCppLiveControlTests(StockServer stock)
    : LiveControlTests(stock.Server, StockModel.Name), IClassFixture<StockServer>
{
    [Fact]
    public async Task Clear_InAnUtterance_EndsItWithoutAResult()
    {
        var config = LiveRun.Config(LiveRun.Linear16);
        (config.InterimResults, config.VoiceActivityEvents) = (true, true);
        config.Endpointing = new Endpointing { Mode = Mode.Manual };
        using var call = await StartAsync(config);
        await call.RequestStream.WriteAsync(Audio(await SpeechAsync()));
        while (await call.ResponseStream.MoveNext(CancellationToken.None)
            && call.ResponseStream.Current.SpeechEvent != SpeechEvent.SpeechBegin)
        {
            // Waits for the begin of speech.
        }
        await call.RequestStream.WriteAsync(Clear);

        var responses = await ReadUntilAsync(call, Acknowledgement.Cleared);

        Assert.Equal(SpeechEvent.SpeechEnd, responses[^1].SpeechEvent);
        Assert.Empty(responses.SelectMany(response => response.Results));
        await AssertEndsAsync(call);
    }
}

/// <summary>The messages that control a live call.</summary>
public abstract class LiveControlTests
{
    private protected static readonly TranscribeLiveRequest Finalize = new() { Finalize = new() };
    private protected static readonly TranscribeLiveRequest Clear = new() { Clear = new() };

    private readonly TestServer _server;
    private readonly string _model;

    private protected LiveControlTests(TestServer server, string model) => (_server, _model) = (server, model);

    [Fact]
    public async Task Finalize_AfterSpeech_SendsItsTextAndThenTheAcknowledgement()
    {
        using var call = await StartAsync(LiveRun.Config(LiveRun.Linear16));
        await call.RequestStream.WriteAsync(Audio(await SpeechAsync()));
        await call.RequestStream.WriteAsync(Finalize);

        var responses = await ReadUntilAsync(call, Acknowledgement.Finalized);

        Samples.English.AssertHeardIn(Text(responses));
        Assert.Empty(responses[^1].Results);
        await AssertEndsAsync(call);
    }

    [Fact]
    public async Task Finalize_InSilence_IsAcknowledgedWithoutAResult()
    {
        using var call = await StartAsync(LiveRun.Config(LiveRun.Linear16));
        await call.RequestStream.WriteAsync(Audio(ByteString.CopyFrom(new byte[32_000])));
        await call.RequestStream.WriteAsync(Finalize);
        await call.RequestStream.WriteAsync(Finalize);

        Assert.Single(await ReadUntilAsync(call, Acknowledgement.Finalized));
        Assert.Single(await ReadUntilAsync(call, Acknowledgement.Finalized));
        await AssertEndsAsync(call);
    }

    [Fact]
    public async Task Finalize_OfAContainer_IsAcknowledgedAndNothingIsLost()
    {
        using var call = await StartAsync(LiveRun.Config());
        await call.RequestStream.WriteAsync(Audio(await Samples.English.ConvertAsync(1, "-f", "mp3")));
        await call.RequestStream.WriteAsync(Finalize);
        await call.RequestStream.CompleteAsync();

        var responses = await call.ResponseStream.ReadAllAsync().ToListAsync();

        Samples.English.AssertHeardIn(Text(responses));
        Assert.Single(responses, response => response.Acknowledgement == Acknowledgement.Finalized);
    }

    [Fact]
    public async Task Clear_BeforeFinalize_LeavesNothingToTranscribe()
    {
        var config = LiveRun.Config(LiveRun.Linear16);
        config.Endpointing = new Endpointing { Mode = Mode.Manual };
        using var call = await StartAsync(config);
        await call.RequestStream.WriteAsync(Audio(await SpeechAsync()));
        await call.RequestStream.WriteAsync(Clear);
        await call.RequestStream.WriteAsync(Finalize);

        Assert.Empty((await ReadUntilAsync(call, Acknowledgement.Finalized)).SelectMany(response => response.Results));
        await AssertEndsAsync(call);
    }

    [Fact]
    public async Task Manual_PausesOfSpeech_AreOneUtterance()
    {
        var audio = await Samples.English.ConvertAsync(2, "-af", "apad=pad_dur=2", "-f", "s16le", "-ar", "16000", "-ac", "1");
        var config = LiveRun.Config(LiveRun.Linear16);
        config.Endpointing = new Endpointing { Mode = Mode.Manual };

        var run = await LiveRun.RunAsync(_server.Client, config, audio);

        Assert.Single(run.Finals);
        (Samples.English with { Text = $"{Samples.English.Text} {Samples.English.Text}" }).AssertHeardIn(run.Text);
    }

    [Fact]
    public async Task EmptyResults_EachEndOfSpeech_HasAFinalResult()
    {
        var config = LiveRun.Config(LiveRun.Linear16);
        (config.VoiceActivityEvents, config.EmptyResults) = (true, true);

        var run = await LiveRun.RunAsync(_server.Client, config, Noise());

        var ends = run.Responses.Count(response => response.SpeechEvent == SpeechEvent.SpeechEnd);
        Assert.True(ends > 0);
        Assert.Equal(ends, run.Finals.Count());
        Assert.Equal("", run.Text.Trim());
    }

    [Fact]
    public async Task Config_Later_ChangesTheDecodingOfTheAudioAfterIt()
    {
        var telephone = LiveRun.Config(
            new ExplicitDecoding { Encoding = ExplicitDecoding.Types.Encoding.Mulaw, SampleRateHertz = 8_000, AudioChannelCount = 1 });
        using var call = await StartAsync(LiveRun.Config(LiveRun.Linear16));
        await call.RequestStream.WriteAsync(Audio(await SpeechAsync()));
        await call.RequestStream.WriteAsync(Finalize);
        var first = await ReadUntilAsync(call, Acknowledgement.Finalized);

        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = telephone });
        await ReadUntilAsync(call, Acknowledgement.Configured);
        await call.RequestStream.WriteAsync(Audio(await Samples.English.ConvertAsync(1, "-f", "mulaw", "-ar", "8000", "-ac", "1")));
        // The decoding stays as it is.
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config() });
        await call.RequestStream.WriteAsync(Finalize);
        var second = await ReadUntilAsync(call, Acknowledgement.Finalized);

        Samples.English.AssertHeardIn(Text(first));
        Samples.English.AssertHeardIn(Text(second));
        Assert.Single(second, response => response.Acknowledgement == Acknowledgement.Configured);
        await AssertEndsAsync(call);
    }

    [Fact]
    public async Task Config_BetweenContainers_BeginsTheNextOne()
    {
        var container = LiveRun.Config();
        container.Config.AutoDecoding = new AutoDecoding();
        using var call = await StartAsync(container);
        var reading = call.ResponseStream.ReadAllAsync().ToListAsync();
        await call.RequestStream.WriteAsync(Audio(await Samples.English.ConvertAsync(1, "-af", "apad=pad_dur=1", "-f", "wav")));
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = container });
        await call.RequestStream.WriteAsync(Audio(await Samples.English.ConvertAsync(1, "-f", "flac")));
        await call.RequestStream.CompleteAsync();

        (Samples.English with { Text = $"{Samples.English.Text} {Samples.English.Text}" }).AssertHeardIn(Text(await reading));
    }

    [Fact]
    public async Task Config_DuringAnUtterance_AppliesToTheNextOne()
    {
        var (quiet, verbose) = (LiveRun.Config(LiveRun.Linear16), LiveRun.Config());
        verbose.Config.EnableWordTimestamps = true;
        verbose.Config.Model = _model;
        var speech = await SpeechAsync();
        using var call = await StartAsync(quiet);
        await call.RequestStream.WriteAsync(Audio(speech));
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = verbose });
        await call.RequestStream.WriteAsync(Finalize);
        await call.RequestStream.WriteAsync(Audio(speech));
        await call.RequestStream.CompleteAsync();

        var finals = (await call.ResponseStream.ReadAllAsync().ToListAsync()).SelectMany(response => response.Results).ToArray();

        Assert.Empty(finals[0].Segments[0].Words);
        Assert.NotEmpty(finals[^1].Segments[^1].Words);
        Assert.Equal(
            Enumerable.Range(0, finals.Sum(final => final.Segments.Count)),
            finals.SelectMany(final => final.Segments).Select(segment => segment.Index));
    }

    [Theory]
    [InlineData("none", "", "UNKNOWN_MODEL")]
    [InlineData("", "xx", "UNKNOWN_LANGUAGE")]
    public async Task Config_LaterAndWrong_EndsTheCallAfterItsResults(string model, string language, string reason)
    {
        var wrong = LiveRun.Config();
        wrong.Config.Model = model;
        if (language.Length > 0)
            wrong.Config.LanguageCodes.Add(language);
        using var call = await StartAsync(LiveRun.Config(LiveRun.Linear16));
        await call.RequestStream.WriteAsync(Audio(await SpeechAsync()));
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = wrong });

        var texts = new List<string>();
        await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, reason, async () =>
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync())
                texts.AddRange(response.Results.Select(result => result.Text));
        });
        Samples.English.AssertHeardIn(string.Join(' ', texts));
    }

    private protected async Task<AsyncDuplexStreamingCall<TranscribeLiveRequest, TranscribeLiveResponse>> StartAsync(LiveConfig config)
    {
        var call = _server.Client.TranscribeLive(deadline: LiveRun.Deadline);
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = config });
        return call;
    }

    private protected static async Task<List<TranscribeLiveResponse>> ReadUntilAsync(
        AsyncDuplexStreamingCall<TranscribeLiveRequest, TranscribeLiveResponse> call, Acknowledgement acknowledgement)
    {
        var responses = new List<TranscribeLiveResponse>();
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            responses.Add(call.ResponseStream.Current);
        }
        while (responses[^1].Acknowledgement != acknowledgement);
        return responses;
    }

    private protected static async Task AssertEndsAsync(AsyncDuplexStreamingCall<TranscribeLiveRequest, TranscribeLiveResponse> call)
    {
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    private protected static Task<ByteString> SpeechAsync(int repeats = 1) =>
        Samples.English.ConvertAsync(repeats, "-f", "s16le", "-ar", "16000", "-ac", "1");

    private static ByteString Noise()
    {
        var random = new Random(7);
        var noise = new byte[12 * 32_000];
        for (var i = 0; i < noise.Length; i += 2)
            BitConverter.TryWriteBytes(noise.AsSpan(i), (short)random.Next(-900, 900));
        return ByteString.CopyFrom(noise);
    }

    private static string Text(IEnumerable<TranscribeLiveResponse> responses) =>
        string.Join(' ', responses.SelectMany(response => response.Results).Where(result => result.IsFinal).Select(result => result.Text));

    private protected static TranscribeLiveRequest Audio(ByteString bytes) => new() { Audio = bytes };

}
