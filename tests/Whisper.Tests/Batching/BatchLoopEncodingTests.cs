using Transcribe.Engines.Queueing;
using Transcribe.Whisper.Batching;
using static Transcribe.Whisper.Tests.Batching.Letters;

namespace Transcribe.Whisper.Tests.Batching;

/// <summary>Several waiting windows in one encoder run.</summary>
public sealed class BatchLoopEncodingTests
{
    [Fact]
    public async Task Run_MoreWaitingThanARunTakes_EncodesThemInRunsAndGivesEachItsText()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 8).Select(window => Submit(queue, window)).ToArray();
        var backend = new ScriptedBackend(8, SpellWindow) { EncoderWindows = 3 };
        await using var loop = Loop(backend, queue);

        var texts = await Task.WhenAll(jobs.Select(Text));

        Assert.Equal(Enumerable.Range(0, 8).Select(Spelling), texts);
        Assert.Equal([3, 3, 2], backend.EncodeSizes);
    }

    [Fact]
    public async Task Run_FewerFreeSlotsThanARunTakes_EncodesAsManyAsAreFree()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 5).Select(window => Submit(queue, window)).ToArray();
        var backend = new ScriptedBackend(2, SpellWindow) { EncoderWindows = 4 };
        await using var loop = Loop(backend, queue);

        await Task.WhenAll(jobs.Select(Text));

        Assert.Equal(2, backend.EncodeSizes.Max());
        Assert.Equal(5, backend.EncodeSizes.Sum());
    }

    [Fact]
    public async Task Run_WindowsOfTwoLengths_AreEncodedInARunForEach()
    {
        var queue = new WindowQueue<GenerationJob>();
        int[] lengths = [1, 20, 1, 20];
        var jobs = lengths.Select((length, window) => Submit(queue, window, samples: length)).ToArray();
        var backend = new ScriptedBackend(4, SpellWindow) { EncoderWindows = 4 };
        await using var loop = Loop(backend, queue);

        Assert.Equal(Enumerable.Range(0, 4).Select(Spelling), await Task.WhenAll(jobs.Select(Text)));
        Assert.Equal([0, 2, 1, 3], backend.Encoded);
        Assert.Equal([2, 2], backend.EncodeSizes);
    }

    [Fact]
    public async Task Run_CallersOfOneLengthCancel_StopsTheirRunOnly()
    {
        using var cancellation = new CancellationTokenSource();
        var queue = new WindowQueue<GenerationJob>();
        int[] lengths = [1, 1, 20, 20];
        var jobs = lengths
            .Select((length, window) =>
                Submit(queue, window, samples: length, cancellationToken: window < 2 ? cancellation.Token : default))
            .ToArray();
        var backend = new ScriptedBackend(4, SpellWindow) { EncoderWindows = 4, OnEncode = _ => cancellation.Cancel() };
        await using var loop = Loop(backend, queue);

        foreach (var job in jobs[..2])
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Text(job));
        Assert.Equal([Spelling(2), Spelling(3)], await Task.WhenAll(jobs[2..].Select(Text)));
    }

    [Fact]
    public async Task Run_OneWindowOfARunCannotBeEncoded_FailsItAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window)).ToArray();
        var backend = new ScriptedBackend(4, SpellWindow)
        {
            EncoderWindows = 4,
            OnEncode = window => _ = window == 2 ? throw new InvalidOperationException("scripted") : 0,
        };
        await using var loop = Loop(backend, queue);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Text(jobs[2]));
        Assert.Equal([Spelling(0), Spelling(1), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[1]), Text(jobs[3])));
        Assert.Equal([4, 1, 1, 1, 1], backend.EncodeSizes);
    }

    [Fact]
    public async Task Run_OneCallerCancelsDuringARun_LeavesTheOthersTheirTexts()
    {
        using var cancellation = new CancellationTokenSource();
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 3)
            .Select(window => Submit(queue, window, cancellationToken: window == 1 ? cancellation.Token : default)).ToArray();
        var backend = new ScriptedBackend(4, SpellWindow) { EncoderWindows = 4, OnEncode = _ => cancellation.Cancel() };
        await using var loop = Loop(backend, queue);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Text(jobs[1]));
        Assert.Equal([Spelling(0), Spelling(2)], await Task.WhenAll(Text(jobs[0]), Text(jobs[2])));
        Assert.Equal([3], backend.EncodeSizes);
    }

    [Fact]
    public async Task Run_AllCallersCancelDuringARun_StopsIt()
    {
        using var cancellation = new CancellationTokenSource();
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 3).Select(window => Submit(queue, window, cancellationToken: cancellation.Token)).ToArray();
        var backend = new ScriptedBackend(4, SpellWindow) { EncoderWindows = 4, OnEncode = _ => cancellation.Cancel() };
        await using var loop = Loop(backend, queue);

        foreach (var job in jobs)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Text(job));
        Assert.Empty(backend.StepSizes);
    }
}
