using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>
/// Keeps the models in memory within a budget. A model that needs room ends the stays of others: those without a use first, the one that
/// was used longest ago before the rest.
/// </summary>
/// <remarks>
/// Models make room one after another, in the order in which they asked. A model with uses stays at least as long as its load took, so that
/// models that alternate spend at most half of the time loading.
/// </remarks>
/// <param name="budget">In bytes; 0 for no limit.</param>
/// <param name="time">The clock of the stays.</param>
/// <param name="logger">Receives faults of models that leave.</param>
internal sealed class ModelMemory(long budget, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<ModelStay> _stays = [];

    private long Used => Sum(_ => true);

    private long Pinned => Sum(stay => stay.IsPinned);

    /// <summary>Makes room for a stay, which takes it until <see cref="Leave"/>.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.ModelUnavailable"/>: the model does not fit beside those that stay until the process ends.
    /// </exception>
    public async Task EnterAsync(ModelStay stay, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (budget > 0 && Pinned + stay.Bytes > budget)
                throw TooLarge(stay);
            while (budget > 0 && Used + stay.Bytes > budget && FindWorst() is { } worst)
                await EndAsync(worst, cancellationToken);
            lock (_gate)
                _stays.Add(stay);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the room of a stay back.</summary>
    public void Leave(ModelStay stay)
    {
        lock (_gate)
            _stays.Remove(stay);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private long Sum(Func<ModelStay, bool> which)
    {
        lock (_gate)
            return _stays.Where(which).Sum(stay => stay.Bytes);
    }

    private ModelStay? FindWorst()
    {
        lock (_gate)
            return _stays.Where(stay => !stay.IsPinned).OrderBy(stay => stay.IsBusy).ThenBy(stay => stay.LastUsed).FirstOrDefault();
    }

    private async Task EndAsync(ModelStay stay, CancellationToken cancellationToken)
    {
        await ((Task)stay.Loading).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stay.IsBusy && stay.LeastAge > stay.Age)
            await Task.Delay(stay.LeastAge - stay.Age, time, cancellationToken);
        try
        {
            // At a shutdown, the uses of the other model may end only after this load has given up.
            await stay.LeaveAsync().WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // A fault of native code. The stay is over all the same, and would be the worst again.
            logger.LeaveFailed(fault);
        }
        Leave(stay);
    }

    private TranscriptionException TooLarge(ModelStay stay) => new(
        TranscriptionError.ModelUnavailable,
        $"it needs about {stay.Bytes >> 20} MiB of memory, and the server's models may have {(budget - Pinned) >> 20} MiB beside the "
        + "default one");
}
