namespace Transcribe.Operations.Tests.Support;

/// <summary>Tests that every store must pass. The folder of each store has their classes.</summary>
public abstract class StoreTests(StoreKind kind) : IAsyncLifetime
{
    /// <summary>The store of the test. All hosts of the test open it.</summary>
    private protected TestStore TheStore { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() =>
        TheStore = kind == StoreKind.Sqlite ? new SqliteTestStore() : await PostgresTestStore.CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        // Absent if the test was skipped.
        if (TheStore is not null)
            await TheStore.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The stores.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}
