using Transcribe.Bench.Load;

namespace Transcribe.Bench.Compare;

/// <summary>The same calls to both servers.</summary>
internal sealed record ComparisonRound(LoadResult Ours, LoadResult Theirs)
{
    /// <summary>How many times as long they took.</summary>
    public double Ratio => Theirs.Wall / Ours.Wall;
}

/// <summary>Calls two servers in turns, so that what else the machine does concerns both.</summary>
/// <param name="ours">A connection for each caller.</param>
/// <param name="theirs">As many.</param>
/// <param name="calls">Of a round, over all callers.</param>
/// <param name="time">The clock.</param>
internal sealed class Comparison(IReadOnlyList<ITranscribeClient> ours, IReadOnlyList<ITranscribeClient> theirs, int calls, TimeProvider time)
{
    /// <exception cref="CallFailedException">A call did not end in a transcript: times of others say nothing then.</exception>
    public async Task<ComparisonRound> RunAsync(CancellationToken cancellationToken) => new(await CallAsync(ours, cancellationToken), await CallAsync(theirs, cancellationToken));

    private async Task<LoadResult> CallAsync(IReadOnlyList<ITranscribeClient> callers, CancellationToken cancellationToken)
    {
        var result = await new LoadRun(callers, new LoadLimit(calls, null), memory: null, time).RunAsync(cancellationToken);
        return result.Errors.FirstOrDefault() is { Status: { } status } ? throw new CallFailedException(status) : result;
    }
}
