using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Mapping;
using Transcribe.V1;

namespace Transcribe.Server.Models;

/// <summary>One download or load of a model as an operation.</summary>
internal sealed class ModelWork : IProgress<DownloadProgress>, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly string _model;
    private readonly DateTimeOffset _created;
    private readonly CancellationTokenSource _cancellation;
    private readonly Task<ListedModel> _task;
    private DownloadProgress? _latest;

    /// <param name="caller">The owner.</param>
    /// <param name="model">The name in the request.</param>
    /// <param name="created">The time.</param>
    /// <param name="work">Does the work and reports its progress.</param>
    /// <param name="stopping">Cancelled when the process shuts down.</param>
    public ModelWork(
        Caller caller,
        string model,
        DateTimeOffset created,
        Func<IProgress<DownloadProgress>, CancellationToken, Task<ListedModel>> work,
        CancellationToken stopping)
    {
        (Caller, _model, _created) = (caller, model, created);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var cancel = _cancellation.Token;
        _task = Task.Run(() => work(this, cancel), CancellationToken.None);
    }

    public string Id { get; } = ModelOperations.IdPrefix + Guid.NewGuid().ToString("N");

    public Caller Caller { get; }

    public bool IsDone => _task.IsCompleted;

    /// <inheritdoc/>
    public void Report(DownloadProgress value) => _latest = value;

    /// <summary>Ends the work. Has no effect when it is done.</summary>
    public Task CancelAsync() => _cancellation.CancelAsync();

    /// <summary>Waits for the end of the work, at most for a time, or until the wait is cancelled.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero)
            return;
        // The state tells how the work ended, or that it has not.
        await ((Task)_task).WaitAsync(timeout < LongestWait ? timeout : LongestWait, time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The operation as it is now.</summary>
    public Google.LongRunning.Operation ToProto()
    {
        var latest = _latest;
        var operation = new Google.LongRunning.Operation
        {
            Name = Transcribe.Operations.Operation.NamePrefix + Id,
            Metadata = Any.Pack(new ModelOperationMetadata
            {
                Model = _model,
                CreateTime = Timestamp.FromDateTimeOffset(_created),
                File = latest?.File ?? "",
                DownloadedBytes = latest?.Done ?? 0,
                FileBytes = latest?.Total ?? 0,
            }),
            Done = IsDone,
        };
        if (_task.IsCompletedSuccessfully)
            operation.Response = Any.Pack(ModelMapping.ToProto(_task.GetAwaiter().GetResult()));
        else if (IsDone)
            operation.Error = ErrorOf(_task).GetRpcStatus();
        return operation;
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private static RpcException ErrorOf(Task task)
    {
        if (task.IsCanceled)
            return RpcErrors.Create(Google.Rpc.Code.Cancelled, ErrorReasons.Cancelled, "The operation was cancelled");
        var fault = task.Exception!.InnerException!;
        return ErrorMap.Find(fault) ?? RpcErrors.Create(Google.Rpc.Code.Internal, ErrorReasons.Internal, "The operation failed");
    }
}
