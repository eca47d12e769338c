using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Whisper.Batching;
using static Transcribe.Whisper.Tests.Batching.Letters;

namespace Transcribe.Whisper.Tests.Batching;

public sealed class BatchLoopTests
{
    [Fact]
    public async Task Run_MoreWindowsThanSlots_GivesEachItsOwnText()
    {
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = Loop(new ScriptedBackend(3, SpellWindow), queue);

        var jobs = Enumerable.Range(0, 10).Select(window => Submit(queue, window)).ToArray();

        for (var window = 0; window < jobs.Length; window++)
            Assert.Equal(Spelling(window), await Text(jobs[window]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task IsAlive_TurnThatLastsTooLong_IsFalse(int encoderWindows)
    {
        var longest = BatchLoop.LongestTurnPerWindow * encoderWindows;
        var clock = new FakeTimeProvider();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = Loop(new ScriptedBackend(1, Hang) { EncoderWindows = encoderWindows }, queue, time: clock);
        var job = Submit(queue, 0);
        entered.Wait(TestContext.Current.CancellationToken);
        Assert.True(loop.IsAlive);
        clock.Advance(longest - TimeSpan.FromTicks(1));
        Assert.True(loop.IsAlive);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(loop.IsAlive);

        leave.Set();
        Assert.Equal(Spelling(0), await Text(job));
        // Without work, the loop is alive for any time.
        await Until.TrueAsync(() => loop.IsAlive);
        clock.Advance(longest);
        await Until.TrueAsync(() => loop.IsAlive);

        void Hang(int window, int position, Span<float> logits)
        {
            entered.Set();
            leave.Wait();
            SpellWindow(window, position, logits);
        }
    }

    [Fact]
    public async Task Throughput_SlotIsNeverFree_IsTheAudioPerSecond()
    {
        var clock = new FakeTimeProvider();
        var queue = new WindowQueue<GenerationJob>();
        // A window of a sixteenth of a second takes two seconds.
        var jobs = Enumerable.Range(0, 20).Select(_ => Submit(queue, 0, samples: 1_000)).ToArray();
        var backend = new ScriptedBackend(1, SpellWindow) { OnEncode = _ => clock.Advance(TimeSpan.FromSeconds(2)) };
        await using var loop = Loop(backend, queue, time: clock);

        await Task.WhenAll(jobs.Select(Text));

        await Until.TrueAsync(() => loop.Throughput is not null);
        Assert.Equal(1 / 32.0, loop.Throughput!.Value, 0.002);
    }

    [Fact]
    public async Task Run_WindowsOfDifferentLengths_JoinsWhileOthersGoOn()
    {
        var backend = new ScriptedBackend(4, SpellWindow);
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 8).Select(window => Submit(queue, window)).ToArray();

        // All wait before the loop begins, so it cannot process them one by one as they arrive.
        await using var loop = Loop(backend, queue);
        await Task.WhenAll(jobs.Select(Text));

        Assert.Contains(4, backend.StepSizes);
    }

    [Fact]
    public async Task Run_CallerCancelsInMidText_LeavesAtTheNextStep()
    {
        using var cancellation = new CancellationTokenSource();
        var queue = new WindowQueue<GenerationJob>();
        var steps = 0;
        var backend = new ScriptedBackend(2, (_, _, logits) => logits[0] = 1);
        backend.OnStep = () =>
        {
            if (++steps == 5)
                cancellation.Cancel();
        };
        await using var loop = Loop(backend, queue);

        var job = Submit(queue, 0, cancellationToken: cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Text(job));
        Assert.Equal(5, steps);
    }

    [Fact]
    public async Task Run_CancelledWhileWaiting_IsNeverEncoded()
    {
        using var cancellation = new CancellationTokenSource();
        using var entered = new ManualResetEventSlim();
        using var proceed = new ManualResetEventSlim();
        var backend = new ScriptedBackend(1, SpellWindow)
        {
            OnEncode = window =>
            {
                entered.Set();
                Assert.True(window != 0 || proceed.Wait(Until.Longest));
            },
        };
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = Loop(backend, queue);
        var first = Submit(queue, 0);
        Assert.True(entered.Wait(Until.Longest));

        var second = Submit(queue, 1, cancellationToken: cancellation.Token);
        var third = Submit(queue, 2);
        await cancellation.CancelAsync();
        proceed.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Text(second));
        Assert.Equal([Spelling(0), Spelling(2)], [await Text(first), await Text(third)]);
        Assert.Equal([0, 2], backend.Encoded);
    }

    [Fact]
    public async Task DisposeAsync_WithWorkInEveryStage_FailsItAsShuttingDown()
    {
        var backend = new ScriptedBackend(1, (_, _, logits) => logits[0] = 1);
        var queue = new WindowQueue<GenerationJob>();
        var loop = Loop(backend, queue);
        var jobs = Enumerable.Range(0, 3).Select(window => Submit(queue, window, maxTokens: 1_000_000)).ToArray();

        await loop.DisposeAsync();

        foreach (var job in jobs)
            Assert.Equal(TranscriptionError.NotReady, (await Assert.ThrowsAsync<TranscriptionException>(() => Text(job))).Error);
        Assert.True(backend.IsDisposed);
        Assert.Equal(TranscriptionError.NotReady, Assert.Throws<TranscriptionException>(() => Submit(queue, 9)).Error);
    }
}
