namespace Transcribe.Bench.Backlog;

/// <summary>Direct calls, a backlog, direct calls again: what the machine does otherwise in between weighs on both sides.</summary>
internal sealed class BacklogRound(Backlog backlog, DirectCalls direct, int queued, int creators, TimeProvider time)
{
    public async Task<BacklogResult> RunAsync(CancellationToken cancellationToken)
    {
        var before = await direct.MeasureAsync(cancellationToken);
        var started = time.GetTimestamp();
        var creations = await backlog.CreateAsync(queued, creators, cancellationToken);
        var creating = time.GetElapsedTime(started);
        // Creating takes of the same cores, so only what ends after it counts.
        var created = time.GetUtcNow();
        var drained = (await backlog.DrainAsync(creations, cancellationToken)).Where(completion => completion.At > created).ToArray();
        var draining = drained.Max(completion => completion.At) - created;
        var after = await direct.MeasureAsync(cancellationToken);
        return new BacklogResult(creations, creating, drained.Length, drained.Sum(completion => completion.Audio.TotalSeconds) / draining.TotalSeconds, before, after);
    }
}

/// <summary>How a round went.</summary>
/// <param name="Creations">In the order in which they were begun.</param>
/// <param name="Creating">The time that they took.</param>
/// <param name="Queued">Operations not yet ended when the last was created.</param>
/// <param name="Drained">Audio seconds a second, from then on to the last one's end.</param>
/// <param name="Before">Audio seconds a second of direct calls before.</param>
/// <param name="After">The same after.</param>
internal sealed record BacklogResult(IReadOnlyList<Creation> Creations, TimeSpan Creating, int Queued, double Drained, double Before, double After)
{
    /// <summary>1 when operations are worked off as fast as direct calls.</summary>
    public double Ratio => 2 * Drained / (Before + After);

    /// <summary>Of several rounds: all creations, and the means of the rates.</summary>
    public static BacklogResult Mean(IReadOnlyList<BacklogResult> rounds) => new(
        [.. rounds.SelectMany(round => round.Creations)],
        TimeSpan.FromSeconds(rounds.Sum(round => round.Creating.TotalSeconds)),
        rounds.Sum(round => round.Queued),
        rounds.Average(round => round.Drained),
        rounds.Average(round => round.Before),
        rounds.Average(round => round.After));
}
