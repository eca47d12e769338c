using Microsoft.Data.Sqlite;

namespace Transcribe.Operations.Sqlite;

/// <summary>A write that waits for the next transaction, which it shares with other writes.</summary>
internal abstract class PendingWrite
{
    /// <summary>Claims the write, either to run it or to cancel it.</summary>
    /// <returns>False if it was claimed before.</returns>
    public abstract bool TryBegin();

    /// <summary>Does the work and keeps the result until it is on the disk.</summary>
    public abstract void Run(SqliteConnection connection);

    /// <summary>Returns the result to the caller: the transaction is on the disk.</summary>
    public abstract void Complete();

    /// <summary>Throws to the caller: nothing was written.</summary>
    public abstract void Fail(Exception fault);
}

/// <inheritdoc/>
internal sealed class PendingWrite<T>(Func<SqliteConnection, T> work, CancellationToken cancel) : PendingWrite
{
    // The caller's continuation must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;
    private T? _result;

    /// <summary>The result of the work, once it is on the disk.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled before the work began.</exception>
    public async Task<T> ResultAsync()
    {
        await using var registration = cancel.Register(() =>
        {
            if (TryBegin())
                _completion.TrySetCanceled(cancel);
        });
        return await _completion.Task;
    }

    public override bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

    public override void Run(SqliteConnection connection) => _result = work(connection);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception fault) => _completion.TrySetException(fault);
}
