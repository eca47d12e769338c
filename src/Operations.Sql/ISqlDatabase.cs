namespace Transcribe.Operations.Sql;

/// <summary>A database that keeps operations. It is opened and migrated at its first use.</summary>
internal interface ISqlDatabase
{
    /// <summary>The repairs that only this database needs; see <see cref="RepairSql"/>.</summary>
    IReadOnlyList<string> Repairs { get; }

    /// <summary>Opens and migrates the database. All other calls do the same at their first use.</summary>
    /// <exception cref="OperationStoreException">It failed.</exception>
    /// <exception cref="OperationStoreVersionException">A newer version of the program wrote the database.</exception>
    Task PrepareAsync(CancellationToken cancel);

    /// <summary>Runs <paramref name="work"/> in a transaction, which is durable when this returns.</summary>
    /// <param name="work">May run again from its beginning if the transaction failed for a reason that passes.</param>
    /// <param name="cancel">Cancels the call until the work begins.</param>
    /// <exception cref="OperationStoreException">It failed.</exception>
    Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel);

    /// <summary>Runs <paramref name="work"/>, which only reads. It may run again from its beginning.</summary>
    /// <exception cref="OperationStoreException">The database could not be read.</exception>
    Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel);
}
