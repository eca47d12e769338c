using Microsoft.Data.Sqlite;

namespace Transcribe.Operations.Sqlite;

/// <summary>A write that waits for the transaction it will share with others.</summary>
internal abstract class PendingWrite
{
    /// <summary>Takes it into a transaction.</summary>
    /// <returns>False when its caller has given it up: it must not be run.</returns>
    public abstract bool TryBegin();

    /// <summary>Does its work, and keeps the result until it is on the disk.</summary>
    public abstract void Run(SqliteConnection connection);

    /// <summary>The transaction is on the disk.</summary>
    public abstract void Complete();

    /// <summary>Nothing of it was written.</summary>
    public abstract void Fail(Exception fault);
}

/// <inheritdoc/>
internal sealed class PendingWrite<T>(Func<SqliteConnection, T> work, CancellationToken cancel) : PendingWrite
{
    // The caller goes on elsewhere: the writer has others to serve.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;
    private T? _result;

    /// <summary>What the work returned, once it is on the disk.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it began.</exception>
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
