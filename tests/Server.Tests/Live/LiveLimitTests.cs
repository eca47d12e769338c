using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Live;

/// <summary>How live calls are refused, and what ends them early.</summary>
public sealed class LiveLimitTests(ServerFixture fixture)
{
    // Fake time passes in steps of a second.
    private const string ShortIdleTimeout = "Transcribe:Live:IdleTimeout=00:00:10";

    [Fact]
    public async Task AudioBeforeTheConfiguration_IsRefused() =>
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST",
            () => SendAsync(new TranscribeLiveRequest { Audio = ByteString.CopyFrom(new byte[2]) }));

    [Fact]
    public async Task NoMessageAtAll_IsRefused() =>
        await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "INVALID_REQUEST", () => SendAsync());

    [Theory]
    [InlineData(0.0)]
    [InlineData(11.0)]
    [InlineData(-1.0)]
    public async Task TimesOutOfRange_AreRefused(double seconds)
    {
        var config = LiveRun.Config(LiveRun.Linear16);
        config.SpeechEndTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST", () => SendAsync(new TranscribeLiveRequest { Config = config }));
    }

    [Fact]
    public async Task ModelOrLanguageUnknown_IsRefused()
    {
        var (model, language) = (LiveRun.Config(), LiveRun.Config());
        model.Config.Model = "none";
        language.Config.LanguageCodes.Add("xx");
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "UNKNOWN_MODEL", () => SendAsync(new TranscribeLiveRequest { Config = model }));
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "UNKNOWN_LANGUAGE", () => SendAsync(new TranscribeLiveRequest { Config = language }));
    }

    [Fact]
    public async Task NoAudioInTheData_IsUnreadable() =>
        await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "AUDIO_UNREADABLE", () => SendAsync(
            new TranscribeLiveRequest { Config = LiveRun.Config() },
            new TranscribeLiveRequest { Audio = ByteString.CopyFromUtf8(string.Concat(Enumerable.Repeat("This is no audio. ", 500))) }));

    [Fact]
    public async Task NoConfiguration_IsIdle()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(time, ShortIdleTimeout);
        using var call = server.Client.TranscribeLive(deadline: LiveRun.Deadline);

        await Failure.AssertGrpcAsync(
            StatusCode.Aborted, "STREAM_IDLE", () => time.PassAsync(call.ResponseStream.MoveNext(CancellationToken.None)));
    }

    [Fact]
    public async Task NoFurtherAudio_IsAnsweredAndThenEnded()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(time, ShortIdleTimeout);
        using var call = await SpeakAsync(server);

        await AssertAnsweredThenAsync(StatusCode.Aborted, "STREAM_IDLE", call, time.PassAsync);
    }

    [Fact]
    public async Task LongLife_IsAnsweredAndThenEnded()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(time, "Transcribe:Live:MaxLifetime=00:00:05");
        using var call = await SpeakAsync(server);

        await AssertAnsweredThenAsync(StatusCode.OutOfRange, "STREAM_TOO_LONG", call, time.PassAsync);
    }

    [Fact]
    public async Task MessageTooLong_IsRefused()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxMessageBytes=1024");
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "AUDIO_TOO_LARGE",
            () => LiveRun.RunAsync(server.Client, LiveRun.Config(LiveRun.Linear16), ByteString.CopyFrom(new byte[1026]), 1026));
    }

    [Fact]
    public async Task TooManyBytes_AreRefused()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxBytesPerSecond=1024");
        var status = await Failure.AssertGrpcAsync(
            StatusCode.ResourceExhausted, "QUOTA_EXCEEDED",
            () => LiveRun.RunAsync(server.Client, LiveRun.Config(LiveRun.Linear16), ByteString.CopyFrom(new byte[20_480]), 1024));
        Assert.NotNull(status.GetDetail<Google.Rpc.RetryInfo>());
    }

    [Fact]
    public async Task StreamTooMany_IsRefusedUntilOneEnds()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Live:MaxStreams=1");
        using (var first = await SpeakAsync(server))
        {
            Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None));
            var status = await Failure.AssertGrpcAsync(
                StatusCode.Unavailable, "OVERLOADED", () => LiveRun.RunAsync(server.Client, LiveRun.Config(), Samples.English.Content));
            Assert.NotNull(status.GetDetail<Google.Rpc.RetryInfo>());
            await first.RequestStream.CompleteAsync();
            await first.ResponseStream.ReadAllAsync().ToListAsync();
        }

        Samples.English.AssertHeardIn((await LiveRun.RunAsync(server.Client, LiveRun.Config(), Samples.English.Content)).Text);
    }

    [Fact]
    public async Task ServerStops_WhatWasHeardIsAnsweredFirst()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(time);
        // The audio is one message, and the server does not know that it is the last.
        using var call = await SpeakAsync(server, pause: false);

        var stopping = Task.CompletedTask;
        await AssertAnsweredThenAsync(StatusCode.Unavailable, "NOT_READY", call, reading =>
        {
            stopping = server.StopAsync();
            return reading;
        });
        // The server did not wait for the end of its time to drain.
        var gate = server.Services.GetRequiredService<WorkGate>();
        await Until.TrueAsync(() => gate.Count == 0);
        await time.PassAsync(stopping);
    }

    [Fact]
    public async Task ClientDisappears_NothingIsLeftBehind()
    {
        // The program has a unique name, because the streams of other tests run ffmpeg too.
        var folder = Directory.CreateTempSubdirectory("transcribe-live-tests-");
        var ffmpeg = Path.Combine(folder.FullName, "ffmpeg-live");
        File.CreateSymbolicLink(ffmpeg, FfmpegTool.Path);
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:FfmpegPath={ffmpeg}");
        var gate = server.Services.GetRequiredService<WorkGate>();
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => SpeakAsync(server, container: i % 2 == 0)));
        foreach (var call in calls)
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(4, gate.Count);
        Assert.Equal(2, Children(Path.GetFileName(ffmpeg)));

        foreach (var call in calls)
            call.Dispose();

        await Until.TrueAsync(() => gate.Count == 0);
        await Until.TrueAsync(() => Children(Path.GetFileName(ffmpeg)) == 0);
        folder.Delete(recursive: true);
    }

    private static Task<TestServer> StartAsync(FakeTimeProvider time, params string[] settings) =>
        TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time), settings);

    private static int Children(string name) => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(process, "stat"));
            return stat.Contains($"({name})", StringComparison.Ordinal)
                && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{Environment.ProcessId}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    /// <summary>Starts a call and sends the English sample, optionally with a pause; the call stays open.</summary>
    private static async Task<AsyncDuplexStreamingCall<TranscribeLiveRequest, TranscribeLiveResponse>> SpeakAsync(
        TestServer server, bool pause = true, bool container = false)
    {
        string[] format = container ? ["-f", "wav"] : ["-f", "s16le"];
        var audio = await Samples.English.ConvertAsync(
            1, ["-af", $"apad=pad_dur={(pause ? 1.5 : 0)}", .. format, "-ar", "16000", "-ac", "1"]);
        var call = server.Client.TranscribeLive(deadline: LiveRun.Deadline);
        var config = LiveRun.Config(container ? null : LiveRun.Linear16);
        // With these events, the first answer comes as soon as the server hears speech.
        config.VoiceActivityEvents = true;
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = config });
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Audio = audio });
        return call;
    }

    /// <summary>Asserts that the call yields the sample's text and then fails.</summary>
    /// <param name="code">The expected status.</param>
    /// <param name="reason">The expected reason in the ErrorInfo.</param>
    /// <param name="call">A call that has sent the sample.</param>
    /// <param name="end">
    /// Ends the call; its argument is the task that reads the answers. It is called after the first answer, which shows that the server
    /// has read the audio.
    /// </param>
    private static async Task AssertAnsweredThenAsync(
        StatusCode code, string reason, AsyncDuplexStreamingCall<TranscribeLiveRequest, TranscribeLiveResponse> call, Func<Task, Task> end)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var texts = call.ResponseStream.Current.Results.Select(result => result.Text).ToList();
        await Failure.AssertGrpcAsync(code, reason, () => end(ReadAsync()));
        Samples.English.AssertHeardIn(string.Join(' ', texts));

        async Task ReadAsync()
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync())
                texts.AddRange(response.Results.Select(result => result.Text));
        }
    }

    private async Task SendAsync(params TranscribeLiveRequest[] messages)
    {
        using var call = fixture.Server.Client.TranscribeLive(deadline: LiveRun.Deadline);
        foreach (var message in messages)
            await call.RequestStream.WriteAsync(message);
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
