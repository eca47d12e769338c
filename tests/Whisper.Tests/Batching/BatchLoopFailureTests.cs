using Microsoft.Extensions.Logging;
using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Whisper.Batching;
using Transcribe.Whisper.Generation;
using static Transcribe.Whisper.Tests.Batching.Letters;

namespace Transcribe.Whisper.Tests.Batching;

public sealed class BatchLoopFailureTests
{
    [Fact]
    public async Task Run_OneRowWithoutFiniteLogits_FailsThatRowAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = Loop(new ScriptedBackend(4, (window, position, logits) =>
            {
                SpellWindow(window, position, logits);
                if (window == 2 && position > PrefixEnd)
                    logits.Fill(float.NaN);
            }), queue);

        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window)).ToArray();

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => Text(jobs[2]));
        Assert.Equal(TranscriptionError.InferenceFailed, failure.Error);
        Assert.Equal([Spelling(0), Spelling(1), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[1]), Text(jobs[3])));
    }

    [Fact]
    public async Task Run_BackendThatChoosesTheTokens_GivesTheSameTextsAndFailsTheRowWithoutAnyAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        var backend = new ScriptedBackend(4, SpellWindow)
        {
            Choose = (logits, _) => new GeneratedToken(Array.IndexOf(logits, logits.Max()), logits[2] == 10 ? float.NaN : -0.1f),
        };
        await using var loop = Loop(backend, queue);

        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window)).ToArray();

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => Text(jobs[2]));
        Assert.Equal(TranscriptionError.InferenceFailed, failure.Error);
        Assert.Equal([Spelling(0), Spelling(1), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[1]), Text(jobs[3])));
    }

    [Fact]
    public async Task Run_StepOfOneWindowFails_FailsItAndGoesOn()
    {
        var failing = true;
        var backend = new ScriptedBackend(2, SpellWindow) { OnStep = () => ThrowIf(failing) };
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = Loop(backend, queue);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Text(Submit(queue, 1)));
        failing = false;

        Assert.Equal(Spelling(1), await Text(Submit(queue, 1)));
    }

    [Fact]
    public async Task Run_StepFailsBecauseOfOneRow_FailsThatRowAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window)).ToArray();
        // The rows before the third have their logits when the step fails.
        var backend = new ScriptedBackend(4, (window, position, logits) =>
        {
            ThrowIf(window == 2 && position > PrefixEnd + 1);
            SpellWindow(window, position, logits);
        });
        await using var loop = Loop(backend, queue);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Text(jobs[2]));
        Assert.Equal([Spelling(0), Spelling(1), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[1]), Text(jobs[3])));
        Assert.Contains(backend.StepSizes, size => size > 1);
    }

    [Fact]
    public async Task Run_SharedStepFailsOnce_GivesEachWindowItsTextAndLogsIt()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window)).ToArray();
        var (steps, log) = (0, new LogCounter());
        var backend = new ScriptedBackend(4, SpellWindow) { OnStep = () => ThrowIf(++steps == 2) };
        await using var loop = Loop(backend, queue, log);

        Assert.Equal([Spelling(0), Spelling(1), Spelling(2), Spelling(3)], await Task.WhenAll(jobs.Select(Text)));
        Assert.Equal(1, log.Count);
    }

    [Fact]
    public async Task Run_EncoderFails_FailsThatWindowAlone()
    {
        var backend = new ScriptedBackend(2, SpellWindow) { OnEncode = window => ThrowIf(window == 1) };
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = Loop(backend, queue);

        var (good, bad) = (Submit(queue, 0), Submit(queue, 1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Text(bad));
        Assert.Equal(Spelling(0), await Text(good));
    }

    [Fact]
    public async Task Run_TextOfOneWindowFails_FailsThatWindowAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window, codec: window == 1 ? new BrokenCodec() : null)).ToArray();
        var log = new LogCounter();

        // All wait when the loop begins, so that they share the batch.
        await using var loop = Loop(new ScriptedBackend(4, SpellWindow), queue, log);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Text(jobs[1]));
        Assert.Equal([Spelling(0), Spelling(2), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[2]), Text(jobs[3])));
        // The call that owns the window logs the error.
        Assert.Equal(0, log.Count);
    }

    [Fact]
    public async Task Run_WordTimesOfOneWindowFail_FailsThatWindowAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        // The scripted backend cannot align.
        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window, wordTimestamps: window == 1)).ToArray();
        await using var loop = Loop(new ScriptedBackend(4, SpellWindow), queue);

        await Assert.ThrowsAsync<NotSupportedException>(() => Text(jobs[1]));
        Assert.Equal([Spelling(0), Spelling(2), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[2]), Text(jobs[3])));
    }

    private static void ThrowIf(bool condition)
    {
        if (condition)
            throw new InvalidOperationException("scripted");
    }

    /// <summary>Counts the messages of the loop.</summary>
    private sealed class LogCounter : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
