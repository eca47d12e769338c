using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Tests.Sqlite;

/// <summary>The database on a host with other users.</summary>
public sealed class DatabaseFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode EverybodyReads = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TestFolder _root = new();

    [Fact]
    public async Task Prepare_ANewFolder_LetsOnlyTheOwnerIn()
    {
        await using var database = await OpenAsync(_root["data"]);

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_root["data"]));
        // The database and its journals.
        var files = Directory.GetFiles(_root["data"]);
        Assert.True(files.Length > 1, string.Join(' ', files));
        Assert.All(files, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Prepare_ADatabaseThatEverybodyCanRead_HidesIt()
    {
        var path = Path.Combine(_root.Path, SqliteDatabase.FileName);
        await (await OpenAsync(_root.Path)).DisposeAsync();
        File.SetUnixFileMode(path, EverybodyReads);

        await using var database = await OpenAsync(_root.Path);

        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.All(Directory.GetFiles(_root.Path), file => Assert.False(File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead)));
    }

    [Fact]
    public async Task Prepare_AFolderOfAnotherUser_IsRefused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a folder to another user.");
        Directory.CreateDirectory(_root["data"]);
        using (var chown = Process.Start("chown", ["12345", _root["data"]]))
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<OperationStoreException>(() => OpenAsync(_root["data"]));

        Assert.Equal(
            $"The folder {_root["data"]} belongs to user 12345, and the service runs as user 0", fault.InnerException!.Message);
        Assert.Empty(Directory.GetFiles(_root["data"]));
    }

    public void Dispose() => _root.Dispose();

    private static async Task<SqliteDatabase> OpenAsync(string folder)
    {
        var database = new SqliteDatabase(
            folder, SchemaMigrations.All, new StoreHealth(NullLogger<StoreHealth>.Instance), TimeProvider.System);
        await database.PrepareAsync(CancellationToken.None);
        return database;
    }
}
