using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Operations.Sqlite;

namespace Transcribe.Operations.Tests.Support;

/// <summary>SQLite in a folder of the test.</summary>
internal sealed class SqliteTestStore : TestStore
{
    private readonly TestFolder _folder = new();

    public override IEnumerable<(string Key, string Value)> Settings => [("Operations:Folder", _folder.Path)];

    public override void Add(IServiceCollection services, TimeProvider? time) => services.AddSqliteOperations();

    public override Task<IReadOnlyList<string>> AudioAsync() => Task.FromResult(_folder.Spooled);

    public override Task RemoveAudioAsync(string id)
    {
        File.Delete(Path.Combine(_folder.Spool, id));
        return Task.CompletedTask;
    }

    public override Task ExecuteAsync(string sql) => Task.FromResult(Run(sql, command => command.ExecuteNonQuery()));

    public override Task<long> CountAsync(string sql) => Task.FromResult(Run(sql, command => (long)command.ExecuteScalar()!));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private T Run<T>(string sql, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return run(command);
    }
}
