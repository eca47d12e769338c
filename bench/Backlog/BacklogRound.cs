namespace Transcribe.Bench.Backlog;

/// <summary>Runs direct calls, a backlog and direct calls again, so that other load on the machine affects both measurements.</summary>
internal sealed class BacklogRound(Backlog backlog, DirectCalls direct, int queued, int creators, TimeProvider time)
{
    public async Task<BacklogResult> RunAsync(CancellationToken cancellationToken)
    {
        var before = await direct.MeasureAsync(cancellationToken);
        var started = time.GetTimestamp();
        var creations = await backlog.CreateAsync(queued, creators, cancellationToken);
        var creating = time.GetElapsedTime(started);
        // The creation of operations uses the same cores, so only operations that end after it are counted.
        var created = time.GetUtcNow();
        var drained = (await backlog.DrainAsync(creations, cancellationToken)).Where(completion => completion.At > created).ToArray();
        var draining = drained.Max(completion => completion.At) - created;
        var after = await direct.MeasureAsync(cancellationToken);
        return new BacklogResult(
            creations,
            creating,
            drained.Length,
            drained.Sum(completion => completion.Audio.TotalSeconds) / draining.TotalSeconds,
            before,
            after);
    }
}

/// <summary>The result of a round.</summary>
/// <param name="Creations">The created operations, by start time.</param>
/// <param name="Creating">The duration of the creations.</param>
/// <param name="Queued">The number of operations that had not ended when the last one was created.</param>
/// <param name="Drained">The throughput from then until the end of the last operation, in audio seconds per second.</param>
/// <param name="Before">The throughput of the direct calls before, in audio seconds per second.</param>
/// <param name="After">The throughput of the direct calls after, in audio seconds per second.</param>
internal sealed record BacklogResult(
    IReadOnlyList<Creation> Creations, TimeSpan Creating, int Queued, double Drained, double Before, double After)
{
    /// <summary>The throughput of operations divided by that of direct calls.</summary>
    public double Ratio => 2 * Drained / (Before + After);

    /// <summary>Combines several rounds: all creations, and the means of the rates.</summary>
    public static BacklogResult Mean(IReadOnlyList<BacklogResult> rounds) => new(
        [.. rounds.SelectMany(round => round.Creations)],
        TimeSpan.FromSeconds(rounds.Sum(round => round.Creating.TotalSeconds)),
        rounds.Sum(round => round.Queued),
        rounds.Average(round => round.Drained),
        rounds.Average(round => round.Before),
        rounds.Average(round => round.After));
}
