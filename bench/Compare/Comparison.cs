using Transcribe.Bench.Load;

namespace Transcribe.Bench.Compare;

/// <summary>The results of the same calls to both servers.</summary>
internal sealed record ComparisonRound(LoadResult Ours, LoadResult Theirs)
{
    /// <summary>The wall time of whisper.cpp divided by that of the service.</summary>
    public double Ratio => Theirs.Wall / Ours.Wall;
}

/// <summary>Calls two servers alternately, so that other load on the machine affects both.</summary>
/// <param name="ours">The connections to the service, one per caller.</param>
/// <param name="theirs">The connections to whisper.cpp, the same number.</param>
/// <param name="calls">The total number of calls in a round.</param>
/// <param name="time">The clock.</param>
internal sealed class Comparison(
    IReadOnlyList<ITranscribeClient> ours, IReadOnlyList<ITranscribeClient> theirs, int calls, TimeProvider time)
{
    /// <exception cref="CallFailedException">A call did not return a transcript, so the times are not comparable.</exception>
    public async Task<ComparisonRound> RunAsync(CancellationToken cancellationToken) =>
        new(await CallAsync(ours, cancellationToken), await CallAsync(theirs, cancellationToken));

    private async Task<LoadResult> CallAsync(IReadOnlyList<ITranscribeClient> callers, CancellationToken cancellationToken)
    {
        var result = await new LoadRun(callers, new LoadLimit(calls, null), memory: null, time).RunAsync(cancellationToken);
        return result.Errors.FirstOrDefault() is { Status: { } status } ? throw new CallFailedException(status) : result;
    }
}
