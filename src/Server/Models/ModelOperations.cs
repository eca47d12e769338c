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

    /// <summary>The most that are kept. Those that are done longest are forgotten.</summary>
    private const int MaxKept = 200;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<ModelWork> _works = [];

    /// <summary>Whether an id names one of these operations.</summary>
    public static bool Has(string id) => id.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>Starts an operation.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: too many run.</exception>
    public ModelWork Start(
        string tenant, string model, Func<IProgress<DownloadProgress>, CancellationToken, Task<ListedModel>> work)
    {
        lock (_gate)
        {
            if (_works.Count(running => !running.IsDone) >= MaxRunning)
            {
                throw new TranscriptionException(
                    TranscriptionError.Overloaded, $"Too many models are downloaded or loaded at once (limit {MaxRunning})")
                {
                    RetryAfter = RetryAfter,
                };
            }
            if (_works.Count >= MaxKept)
                Forget(_works.First(kept => kept.IsDone));
            var started = new ModelWork(tenant, model, time.GetUtcNow(), work, lifetime.ApplicationStopping);
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
            return _works.FirstOrDefault(work => work.Id == id && work.Tenant == tenant)
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

    private void Forget(ModelWork work)
    {
        if (_works.Remove(work))
            work.Dispose();
    }
}
