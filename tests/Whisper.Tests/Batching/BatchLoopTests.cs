using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Engines.Telemetry;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Batching;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Batching;

public sealed class BatchLoopTests
{
    private const int EndOfText = 10;
    private const int PrefixEnd = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly LetterCodec Codec = new();

    private static readonly GenerationConfig Config = new()
    {
        Multilingual = false,
        Thresholds = new(LogProbability: -100, CompressionRatio: 100),
        Tokens = new SpecialTokens
        {
            EndOfText = EndOfText,
            StartOfTranscript = 11,
            NoTimestamps = 12,
            FirstTimestamp = 13,
            Languages = new Dictionary<string, int>(),
        },
    };

    private static readonly TokenAligner Aligner = new(Config);
    private static readonly EngineMeter Meter = new("letters", TimeProvider.System);

    [Fact]
    public async Task Run_MoreWindowsThanSlots_GivesEachItsOwnText()
    {
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = new BatchLoop(
            new ScriptedBackend(3, SpellWindow), queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

        var jobs = Enumerable.Range(0, 10).Select(window => Submit(queue, window)).ToArray();

        for (var window = 0; window < jobs.Length; window++)
            Assert.Equal(Spelling(window), await Text(jobs[window]));
    }

    [Fact]
    public async Task IsAlive_TurnThatLastsTooLong_IsFalse()
    {
        var clock = new FakeTimeProvider();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = new BatchLoop(new ScriptedBackend(1, Hang), queue, Aligner, Meter, clock, NullLogger.Instance);
        clock.Advance(BatchLoop.LongestTurn);
        Assert.True(loop.IsAlive);

        var job = Submit(queue, 0);
        entered.Wait(TestContext.Current.CancellationToken);
        Assert.True(loop.IsAlive);
        clock.Advance(BatchLoop.LongestTurn);
        Assert.False(loop.IsAlive);

        leave.Set();
        Assert.Equal(Spelling(0), await Text(job));
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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, clock, NullLogger.Instance);

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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);
        await Task.WhenAll(jobs.Select(Text));

        Assert.Contains(4, backend.StepSizes);
    }

    [Fact]
    public async Task Run_OneRowWithoutFiniteLogits_FailsThatRowAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = new BatchLoop(
            new ScriptedBackend(4, (window, position, logits) =>
            {
                SpellWindow(window, position, logits);
                if (window == 2 && position > PrefixEnd)
                    logits.Fill(float.NaN);
            }),
            queue,
            Aligner,
            Meter,
            TimeProvider.System,
            NullLogger.Instance);

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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, log);

        Assert.Equal([Spelling(0), Spelling(1), Spelling(2), Spelling(3)], await Task.WhenAll(jobs.Select(Text)));
        Assert.Equal(1, log.Count);
    }

    [Fact]
    public async Task Run_EncoderFails_FailsThatWindowAlone()
    {
        var backend = new ScriptedBackend(2, SpellWindow) { OnEncode = window => ThrowIf(window == 1) };
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

        var (good, bad) = (Submit(queue, 0), Submit(queue, 1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Text(bad));
        Assert.Equal(Spelling(0), await Text(good));
    }

    [Fact]
    public async Task Run_TextOfOneWindowFails_FailsThatWindowAlone()
    {
        var queue = new WindowQueue<GenerationJob>();
        var jobs = Enumerable.Range(0, 4).Select(window => Submit(queue, window, codec: window == 1 ? new BrokenCodec() : Codec)).ToArray();
        var log = new LogCounter();

        // All wait when the loop begins, so that they share the batch.
        await using var loop = new BatchLoop(new ScriptedBackend(4, SpellWindow), queue, Aligner, Meter, TimeProvider.System, log);

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
        await using var loop = new BatchLoop(
            new ScriptedBackend(4, SpellWindow), queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

        await Assert.ThrowsAsync<NotSupportedException>(() => Text(jobs[1]));
        Assert.Equal([Spelling(0), Spelling(2), Spelling(3)], await Task.WhenAll(Text(jobs[0]), Text(jobs[2]), Text(jobs[3])));
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
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);

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
                Assert.True(window != 0 || proceed.Wait(Patience));
            },
        };
        var queue = new WindowQueue<GenerationJob>();
        await using var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);
        var first = Submit(queue, 0);
        Assert.True(entered.Wait(Patience));

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
        var loop = new BatchLoop(backend, queue, Aligner, Meter, TimeProvider.System, NullLogger.Instance);
        var jobs = Enumerable.Range(0, 3).Select(window => Submit(queue, window, maxTokens: 1_000_000)).ToArray();

        await loop.DisposeAsync();

        foreach (var job in jobs)
            Assert.Equal(TranscriptionError.NotReady, (await Assert.ThrowsAsync<TranscriptionException>(() => Text(job))).Error);
        Assert.True(backend.IsDisposed);
        Assert.Equal(TranscriptionError.NotReady, Assert.Throws<TranscriptionException>(() => Submit(queue, 9)).Error);
    }

    /// <summary>Window n spells the letter n, n + 1 times.</summary>
    private static void SpellWindow(int window, int position, Span<float> logits) =>
        logits[position - PrefixEnd <= window ? window : EndOfText] = 10;

    private static string Spelling(int window) => new((char)('a' + window), window + 1);

    private static GenerationJob Submit(
        WindowQueue<GenerationJob> queue,
        int window,
        int maxTokens = 100,
        ITextCodec? codec = null,
        bool wordTimestamps = false,
        int samples = 1,
        CancellationToken cancellationToken = default)
    {
        var options = new GenerationOptions
        {
            Settings = new() { WordTimestamps = wordTimestamps },
            Timestamps = false,
            MaxTokens = maxTokens,
        };
        var generation = new WindowGeneration(Config, 2 * maxTokens, options, codec ?? Codec);
        var audio = new float[samples];
        audio[0] = window;
        var job = new GenerationJob(new Requester(Caller.None), audio, options, generation, TimeProvider.System, cancellationToken);
        queue.Add(job);
        return job;
    }

    private static async Task<string> Text(GenerationJob job) =>
        Codec.Decode((await job.Completion.WaitAsync(Patience, TimeProvider.System)).Tokens.Select(token => token.Id));

    private static void ThrowIf(bool condition)
    {
        if (condition)
            throw new InvalidOperationException("scripted");
    }

    /// <summary>A vocabulary that fails on every text.</summary>
    private sealed class BrokenCodec : ITextCodec
    {
        public int[] Encode(string text) => Codec.Encode(text);

        public string Decode(IEnumerable<int> ids) => throw new ArgumentOutOfRangeException(nameof(ids), "scripted");

        public byte[] Bytes(int id) => Codec.Bytes(id);
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
