namespace Transcribe.Operations.Tests.Support;

/// <summary>Tests that every store must pass. The folder of each store has their classes.</summary>
public abstract class StoreTests(StoreKind kind) : IAsyncLifetime
{
    /// <summary>The store of the test. All hosts of the test open it.</summary>
    private protected TestStore TheStore { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() =>
        TheStore = kind == StoreKind.Sqlite ? new SqliteTestStore() : await PostgresTestStore.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        // Absent if the test was skipped.
        if (TheStore is not null)
        {
            await CloseAsync();
            await TheStore.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the test has opened, before its store ends.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}

/// <summary>The stores.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}
