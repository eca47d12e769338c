using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations;
using Transcribe.Operations.Postgres;

namespace Transcribe.Server.Models;

/// <summary>The operations that download and load models. They are in memory: after a restart the caller calls again.</summary>
internal sealed class ModelOperations(TimeProvider time, IHostApplicationLifetime lifetime, IOptions<PostgresStoreOptions> shared)
    : IDisposable
{
    /// <summary>Ids of other operations are hexadecimal digits.</summary>
    public const string IdPrefix = "models-";

    /// <summary>The most that are not done.</summary>
    private const int MaxRunning = 16;

    /// <summary>The most of one caller among them, so that its downloads leave room for those of others.</summary>
    private const int MaxRunningPerCaller = 8;

    /// <summary>The most that are kept. Of those that are done, the caller with the most loses its oldest.</summary>
    private const int MaxKept = 200;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<ModelWork> _works = [];

    /// <summary>Whether an id names one of these operations.</summary>
    public static bool Has(string id) => id.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>Starts an operation.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: too many run.</exception>
    public ModelWork Start(
        Caller caller, string model, Func<IProgress<DownloadProgress>, CancellationToken, Task<ListedModel>> run)
    {
        lock (_gate)
        {
            var running = _works.Where(work => !work.IsDone).ToArray();
            if (running.Length >= MaxRunning)
                throw TooMany("", MaxRunning);
            if (running.Count(work => work.Caller.Account == caller.Account) >= MaxRunningPerCaller)
                throw TooMany(" for this caller", MaxRunningPerCaller);
            if (_works.Count >= MaxKept)
                Forget(_works.Where(kept => kept.IsDone).GroupBy(kept => kept.Caller.Account).MaxBy(kept => kept.Count())!.First());
            var started = new ModelWork(caller, model, time.GetUtcNow(), run, lifetime.ApplicationStopping);
            _works.Add(started);
            return started;
        }
    }

    /// <summary>Finds an operation of a tenant.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.NotFound"/> or <see cref="OperationError.Elsewhere"/>.</exception>
    public ModelWork Get(string tenant, string id)
    {
        lock (_gate)
        {
            return _works.FirstOrDefault(work => work.Id == id && work.Caller.Tenant == tenant)
                ?? throw Unknown(id);
        }
    }

    /// <summary>Cancels an operation of a tenant and forgets it.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.NotFound"/> or <see cref="OperationError.Elsewhere"/>.</exception>
    public async Task DeleteAsync(string tenant, string id)
    {
        var work = Get(tenant, id);
        await work.CancelAsync();
        lock (_gate)
            Forget(work);
    }

    /// <inheritdoc/>
    public void Dispose() => _works.ForEach(work => work.Dispose());

    // Of several servers that share a database, one may get a call about the operation of another one.
    private OperationException Unknown(string id) => !string.IsNullOrEmpty(shared.Value.ConnectionString)
        ? new(
            OperationError.Elsewhere,
            $"This server does not know the operation '{LimitText.Echo(id)}': only the server that began to download or load a model does")
        : new(OperationError.NotFound, $"There is no operation '{LimitText.Echo(id)}'");

    private static TranscriptionException TooMany(string whose, int limit) => new(
        TranscriptionError.Overloaded, $"Too many models are downloaded or loaded at once{whose} (limit {limit})")
    {
        RetryAfter = RetryAfter,
    };

    private void Forget(ModelWork work)
    {
        if (_works.Remove(work))
            work.Dispose();
    }
}
