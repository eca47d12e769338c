using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>The reader bounds the time, the memory and the speed of ffmpeg.</summary>
[Collection(Alone.Name)]
public sealed class FfmpegLifetimeTests
{
    private const string Hang = "echo $$ > running; exec sleep 1000";
    private const string HangWithChild = "sleep 1000 & echo $$ > running; wait";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // An hour of silence is far more than pipes and buffers hold.
    private static readonly string Hour = "-f lavfi -i anullsrc=r=16000:cl=mono -t 3600 -c:a flac";

    [Fact]
    public async Task ReadBlocks_WithAReaderThatPauses_HoldsFfmpegBackAndLosesNothing()
    {
        var time = new FakeTimeProvider();
        using var bench = new AudioBench(time: time);
        var file = await bench.MakeAsync("a.flac", Hour);
        await using var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        await using var blocks = source.ReadBlocksAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

        Assert.True(await blocks.MoveNextAsync());
        long samples = blocks.Current.Length;
        await Task.Delay(Pause, TimeProvider.System);
        time.Advance(Pause);
        Assert.Equal(1, bench.Processes);
        while (await blocks.MoveNextAsync())
            samples += blocks.Current.Length;

        Assert.Equal(3600L * 16000, samples);
        Assert.Equal(TimeSpan.Zero, source.Decoded);
        Assert.Equal(0, bench.Processes);
    }

    [Fact]
    public async Task ReadBlocks_WithAReaderThatPausesAfterFfmpegHasEnded_LosesNothing()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", "-f lavfi -i anullsrc=r=16000:cl=mono -t 1.2 -c:a flac");
        await using var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        long samples = 0;

        await foreach (var block in source.ReadBlocksAsync(TestContext.Current.CancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
            samples += block.Length;
        }

        Assert.Equal(19200, samples);
    }

    [Theory]
    [InlineData(Hang)]
    [InlineData(HangWithChild)]
    public async Task ReadBlocks_CancelledWhileItWaits_EndsAllProcesses(string script)
    {
        using var bench = new AudioBench();
        bench.Options.FfmpegPath = bench.Script(script);
        using var cancelling = new CancellationTokenSource();
        var noise = new AudioInput.Inline("noise"u8.ToArray());
        await using (var source = await bench.Reader.OpenAsync(noise, TestContext.Current.CancellationToken))
        {
            await using var blocks = source.ReadBlocksAsync(cancelling.Token).GetAsyncEnumerator();
            var next = blocks.MoveNextAsync().AsTask();
            await Until.TrueAsync(() => bench.Spooled.Any(path => path.EndsWith("running", StringComparison.Ordinal)));

            await cancelling.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Until.Longest));
            await Until.TrueAsync(() => bench.Processes == 0);
        }

        Assert.DoesNotContain(bench.Spooled, path => !path.EndsWith("running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadBlocks_CancelledWhileTheReaderIsBusy_EndsFfmpeg()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", Hour);
        using var cancelling = new CancellationTokenSource();
        await using var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        await using var blocks = source.ReadBlocksAsync(cancelling.Token).GetAsyncEnumerator();
        await blocks.MoveNextAsync();
        Assert.Equal(1, bench.Processes);

        await cancelling.CancelAsync();

        await Until.TrueAsync(() => bench.Processes == 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await blocks.MoveNextAsync())
            {
            }
        });
    }

    [Fact]
    public async Task ReadBlocks_LeftEarly_LeavesNeitherProcessNorFile()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", Hour);
        await using (var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken))
        {
            await foreach (var block in source.ReadBlocksAsync(TestContext.Current.CancellationToken))
                break;
        }

        Assert.Equal(0, bench.Processes);
        Assert.Empty(bench.Spooled);
    }

    [Fact]
    public async Task ReadBlocks_OfAnHour_KeepsMemoryFlat()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", Hour);
        await using var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        long largest = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var block = 0;
        await foreach (var _ in source.ReadBlocksAsync(TestContext.Current.CancellationToken))
        {
            if (block++ % 500 == 0)
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true));
        }

        // The samples of the hour take 230 MB.
        Assert.True(largest - before < 20_000_000, $"{largest - before} bytes");
    }

    [Fact]
    public async Task ReadBlocks_WithFfmpegStuck_FailsAtTheDecodeTimeout()
    {
        var time = new FakeTimeProvider();
        using var bench = new AudioBench(time: time);
        bench.Options.FfmpegPath = bench.Script(Hang);
        await using var source = await bench.Reader.OpenAsync(
            new AudioInput.Inline("noise"u8.ToArray()), TestContext.Current.CancellationToken);
        await using var blocks = source.ReadBlocksAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var next = blocks.MoveNextAsync().AsTask();

        time.Advance(bench.Options.DecodeTimeout);

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => next.WaitAsync(Until.Longest));
        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal("The audio could not be decoded within 30 min", failure.Message);
        Assert.Equal(bench.Options.DecodeTimeout, source.Decoded);
        Assert.Equal(0, bench.Processes);
    }

    [Fact]
    public async Task ReadBlocks_WithAReaderSlowerThanTheDecodeTimeout_GoesOn()
    {
        var time = new FakeTimeProvider();
        using var bench = new AudioBench(time: time);
        var file = await bench.MakeAsync("a.flac", "-f lavfi -i anullsrc=r=16000:cl=mono -t 3 -c:a flac");
        await using var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        long samples = 0;

        await foreach (var block in source.ReadBlocksAsync(TestContext.Current.CancellationToken))
        {
            time.Advance(bench.Options.DecodeTimeout);
            samples += block.Length;
        }

        Assert.Equal(48000, samples);
        Assert.Equal(TimeSpan.Zero, source.Decoded);
    }

    [Fact]
    public async Task ReadBlocks_WithFfmpegOverItsMemoryLimit_IsUnreadable()
    {
        using var bench = new AudioBench();
        bench.Options.FfmpegMemoryBytes = 256 << 20;
        bench.Options.FfmpegPath = bench.Script("""x=$(head -c 400000000 /dev/zero | tr '\0' x); echo "${#x}" """);

        Assert.Equal(TranscriptionError.AudioUnreadable, (await bench.FailAsync("noise"u8.ToArray())).Error);
    }

    [Theory]
    [InlineData("kill -KILL $$")]
    [InlineData("kill -TERM $$")]
    [InlineData("exit 255")]
    public async Task ReadBlocks_WithFfmpegStoppedFromOutside_IsTransient(string script)
    {
        using var bench = new AudioBench();
        bench.Options.FfmpegPath = bench.Script(script);

        AssertStopped(await bench.FailAsync("noise"u8.ToArray()));
        AssertStopped(await Assert.ThrowsAsync<TranscriptionException>(() => bench.ReadLiveAsync("noise"u8.ToArray())));
    }

    [Theory]
    [InlineData("kill -SEGV $$")]
    [InlineData("kill -ABRT $$")]
    [InlineData("echo '[mov] too bad' >&2; exit 255")]
    public async Task ReadBlocks_WithFfmpegThatCrashes_IsUnreadable(string script)
    {
        using var bench = new AudioBench();
        bench.Options.FfmpegPath = bench.Script(script);

        Assert.Equal(TranscriptionError.AudioUnreadable, (await bench.FailAsync("noise"u8.ToArray())).Error);
    }

    [Theory]
    [InlineData("-KILL")]
    [InlineData("-TERM")]
    public async Task ReadBlocks_WithFfmpegStoppedMidway_IsTransient(string signal)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", Hour);
        await using var source = await bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        await using var blocks = source.ReadBlocksAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await blocks.MoveNextAsync());

        using (var kill = Process.Start("kill", $"{signal} {RunningProcesses.In(bench.SpoolFolder).Single()}"))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        AssertStopped(await Assert.ThrowsAsync<TranscriptionException>(async () =>
        {
            while (await blocks.MoveNextAsync())
            {
            }
        }));
    }

    [Fact]
    public async Task ReadBlocks_WithFfmpegThatComplainsWithoutEnd_KeepsTheLastWordsOnly()
    {
        using var bench = new AudioBench();
        bench.Options.FfmpegPath = bench.Script("""
            i=0
            while [ $i -lt 20000 ]; do echo 'complaint number '$i' and more of it'; i=$((i+1)); done >&2
            echo '[mov @ 0x55d] too bad' >&2
            exit 1
            """);

        Assert.Equal("The audio could not be decoded: too bad", (await bench.FailAsync("noise"u8.ToArray())).Message);
    }

    [Fact]
    public async Task ReadBlocks_OfAWorkingServer_GivesFfmpegNoneOfItsEnvironment()
    {
        Environment.SetEnvironmentVariable("TRANSCRIBE_TEST_SECRET", "secret");
        using var bench = new AudioBench();
        bench.Options.FfmpegPath = bench.Script("env >&2; exit 1");

        var failure = await bench.FailAsync("noise"u8.ToArray());

        Assert.DoesNotContain("SECRET", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("The audio could not be decoded: P", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program")]
    [InlineData("/no/such/ffmpeg")]
    [InlineData("/etc/passwd")]
    [InlineData("false")]
    public async Task Check_OfAProgramThatCannotRun_NamesTheSetting(string program)
    {
        using var bench = new AudioBench(options => options.FfmpegPath = program);

        var failure = await Assert.ThrowsAsync<TranscriptionException>(
            () => bench.FfmpegCheck.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(TranscriptionError.NotReady, failure.Error);
        Assert.Contains("Transcribe:Audio:FfmpegPath", failure.Message, StringComparison.Ordinal);
        Assert.Contains(program, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAProgramThatHangs_SaysSoAndEndsIt()
    {
        var time = new FakeTimeProvider();
        using var bench = new AudioBench(time: time);
        bench.Options.FfmpegPath = bench.Script($"cd '{bench.PathOf("")}'; {Hang}");
        var checking = bench.FfmpegCheck.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => File.Exists(bench.PathOf("running")));

        time.Advance(TimeSpan.FromSeconds(30));

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => checking.WaitAsync(Until.Longest));
        Assert.Equal(TranscriptionError.NotReady, failure.Error);
        Assert.Equal(
            $"ffmpeg, run as '{bench.Options.FfmpegPath}', did not answer within 30 s: "
                + "check the program and Transcribe:Audio:FfmpegPath",
            failure.Message);
        Assert.Equal(0, RunningProcesses.CountIn(bench.PathOf("")));
    }

    [Fact]
    public async Task ReadBlocks_WithoutFfmpeg_IsNotTheCallersFault()
    {
        using var bench = new AudioBench(options => options.FfmpegPath = "/no/such/ffmpeg");

        Assert.Equal(TranscriptionError.NotReady, (await bench.FailAsync("noise"u8.ToArray())).Error);
    }

    [Fact]
    public async Task Check_OfTheInstalledFfmpeg_Passes()
    {
        using var bench = new AudioBench();

        await bench.FfmpegCheck.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("ffmpeg", bench.Options.FfmpegPath);
    }

    private static void AssertStopped(TranscriptionException failure)
    {
        Assert.Equal(TranscriptionError.Overloaded, failure.Error);
        Assert.Equal("The service stopped the audio decoder, for example because memory was short", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), failure.RetryAfter);
    }
}
