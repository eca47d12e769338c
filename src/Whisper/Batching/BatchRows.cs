using Microsoft.Extensions.Logging;
using Transcribe.Engines.Telemetry;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Batching;

/// <summary>
/// The windows in progress: row i uses slot i of the backend. A row that fails or finishes is removed alone, and the last row moves to its
/// slot.
/// </summary>
internal sealed class BatchRows(IInferenceBackend backend, TokenAligner aligner, EngineMeter meter, ILogger logger)
{
    private readonly List<GenerationJob> _jobs = [];
    private readonly int[] _tokens = new int[backend.Slots];
    private readonly int[] _positions = new int[backend.Slots];
    private readonly TokenConstraints?[] _choices = new TokenConstraints?[backend.Slots];

    public int Count => _jobs.Count;

    /// <inheritdoc cref="ThroughputMeter"/>
    public ThroughputMeter Throughput { get; } = new(backend.Slots);

    /// <summary>How many windows can join at once.</summary>
    public int Joinable => Math.Min(backend.Slots - _jobs.Count, backend.EncoderWindows);

    /// <summary>
    /// Encodes windows into the next free slots, at most <see cref="Joinable"/>: one run for those that are equally long to the encoder. If
    /// a run of several windows fails, each is tried once alone.
    /// </summary>
    public void Join(IReadOnlyList<GenerationJob> jobs)
    {
        foreach (var job in jobs)
            job.Start();
        foreach (var equal in jobs.GroupBy(job => backend.EncodedPositions(job.Samples.Length)))
            JoinEqual([.. equal]);
    }

    /// <summary>Prefills every row, until each row has one token to feed or is finished.</summary>
    public void ReadPrefixes()
    {
        for (var row = _jobs.Count - 1; row >= 0; row--)
            Guard(row, static (rows, row, job) => rows.ReadPrefix(row, job));
    }

    /// <summary>
    /// Feeds one token to every row and accepts the next tokens. If a step of several rows fails, each is tried once alone.
    /// </summary>
    public void Step()
    {
        for (var row = _jobs.Count - 1; row >= 0; row--)
            Guard(row, static (rows, row, job) => rows.ReadInput(row, job.Generation));
        var count = _jobs.Count;
        if (count == 0)
            return;
        var isShared = TryStep(count);
        // Starts with the last row, because the last row replaces a removed row.
        for (var row = count - 1; row >= 0; row--)
        {
            if (isShared)
                Guard(row, static (rows, row, job) => rows.Answer(row, job.Generation));
            else
                Guard(row, static (rows, row, job) => rows.Prefill(row, job.Generation));
        }
    }

    /// <summary>Removes rows with a cancelled caller.</summary>
    public void DropCancelled()
    {
        for (var row = _jobs.Count - 1; row >= 0; row--)
        {
            if (_jobs[row].CancellationToken.IsCancellationRequested)
                Leave(row).Cancel();
        }
    }

    /// <summary>Fails every row.</summary>
    public void FailAll(Exception exception)
    {
        foreach (var job in _jobs)
            job.Fail(exception);
        _jobs.Clear();
    }

    /// <summary>
    /// Feeds one token to each row. A step that failed may have written some rows' cache entries at their positions. The rows have not
    /// accepted its results, so feeding the same token again overwrites the same entries.
    /// </summary>
    /// <returns>False if the step of several rows failed. The failure of a single row is thrown.</returns>
    private bool TryStep(int count)
    {
        try
        {
            var began = meter.Begin();
            backend.Step(_tokens.AsSpan(0, count), _positions.AsSpan(0, count), _choices.AsSpan(0, count));
            meter.End(Stage.Decode, began);
            meter.CountStep(count);
            return true;
        }
        catch (Exception exception) when (count > 1)
        {
            logger.StepFailed(count, exception);
            return false;
        }
    }

    private void JoinEqual(GenerationJob[] jobs)
    {
        if (jobs.Length > 1 && TryEncode(jobs))
            return;
        foreach (var job in jobs)
            Join(job);
    }

    // The run stops when all of its callers have left.
    private bool TryEncode(GenerationJob[] jobs)
    {
        using var cancellation = new JointCancellation(jobs.Select(job => job.CancellationToken));
        try
        {
            Encode(jobs, cancellation.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception exception)
        {
            logger.EncodeFailed(jobs.Length, exception);
            return false;
        }
    }

    private void Join(GenerationJob job)
    {
        try
        {
            Encode([job], job.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            job.Cancel();
        }
        catch (Exception exception)
        {
            // The encoder works on this window only, so no other row fails.
            job.Fail(exception);
        }
    }

    private void Encode(GenerationJob[] jobs, CancellationToken cancellationToken)
    {
        var began = meter.Begin();
        backend.Encode(_jobs.Count, [.. jobs.Select(job => job.Samples)], cancellationToken);
        meter.End(Stage.Encode, began);
        _jobs.AddRange(jobs);
    }

    private void ReadInput(int row, WindowGeneration generation) =>
        (_tokens[row], _positions[row], _choices[row]) = (generation.Pending[0], generation.Position, generation.Choice);

    private void ReadPrefix(int row, GenerationJob job)
    {
        var generation = job.Generation;
        while (!generation.IsFinished && generation.Pending.Length > 1)
            Prefill(row, generation);
    }

    private void Prefill(int row, WindowGeneration generation)
    {
        var began = meter.Begin();
        backend.Prefill(row, generation.Position, generation.Pending, generation.Choice);
        meter.End(Stage.Prefill, began);
        meter.CountRead(generation.Pending.Length);
        Answer(row, generation);
    }

    private void Answer(int row, WindowGeneration generation)
    {
        if (backend.Chosen(row) is { } token)
            generation.Accept(token);
        else
            generation.Accept(backend.Logits(row));
    }

    /// <summary>
    /// Runs work on one row. It reads and writes this row's slot and text only, so an error, even an unexpected one, fails this row only.
    /// The call that owns the window reports and logs it. A finished row is removed.
    /// </summary>
    private void Guard(int row, Action<BatchRows, int, GenerationJob> work)
    {
        var job = _jobs[row];
        try
        {
            work(this, row, job);
            if (job.Generation.IsFinished)
                Finish(row, job);
        }
        catch (Exception exception)
        {
            Leave(row).Fail(exception);
        }
    }

    private void Finish(int row, GenerationJob job)
    {
        var result = job.Generation.ToResult();
        if (job.Settings.WordTimestamps)
        {
            var began = meter.Begin();
            result = aligner.Align(result, job.Settings.Task, job.Samples.Length, sequence => backend.Align(row, sequence));
            meter.End(Stage.Align, began);
        }
        Throughput.Finish(job.Requester, job.Samples.Length);
        Leave(row).Complete(result);
    }

    private GenerationJob Leave(int row)
    {
        var (job, last) = (_jobs[row], _jobs.Count - 1);
        if (row != last)
        {
            backend.Move(last, row);
            _jobs[row] = _jobs[last];
            (_tokens[row], _positions[row], _choices[row]) = (_tokens[last], _positions[last], _choices[last]);
        }
        _jobs.RemoveAt(last);
        return job;
    }
}
