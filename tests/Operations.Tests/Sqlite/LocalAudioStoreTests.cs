using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Sqlite;

public sealed class LocalAudioStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly LocalAudioStore _store;

    public LocalAudioStoreTests() => _store = new LocalAudioStore(
        Options.Create(new SqliteStoreOptions { Folder = _folder.Path }),
        new StoreHealth(NullLogger<StoreHealth>.Instance),
        _clock);

    [Fact]
    public async Task OpenRead_Written_GivesTheBytesUntilDeleted()
    {
        Assert.Null(await _store.OpenReadAsync("id", default));

        await WriteAsync("id", 1, 2, 3);
        Assert.Equal([1, 2, 3], await ReadAsync("id"));

        await _store.DeleteAsync("id");
        await _store.DeleteAsync("id");
        Assert.Null(await _store.OpenReadAsync("id", default));
    }

    [Fact]
    public async Task Delete_WhileItIsRead_LeavesTheReaderItsBytes()
    {
        await WriteAsync("id", 1, 2, 3);
        await using var reader = (await _store.OpenReadAsync("id", default))!;

        await _store.DeleteAsync("id");

        Assert.Equal([1, 2, 3], await ReadAsync(reader));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Write_NewFile_IsForItsOwnerOnly()
    {
        await WriteAsync("id", 1);

        Assert.Equal(PrivateFolder.FolderMode, File.GetUnixFileMode(_folder.Spool));
        Assert.Equal(PrivateFolder.FileMode, File.GetUnixFileMode(Path.Combine(_folder.Spool, "id")));
    }

    [Fact]
    public async Task ListOlderThan_Age_GivesOlderAudioOnly()
    {
        Assert.Empty(await _store.ListOlderThanAsync(TimeSpan.Zero, default));
        await WriteAsync("id", 1);

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(await _store.ListOlderThanAsync(TimeSpan.FromHours(1), default));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["id"], await _store.ListOlderThanAsync(TimeSpan.FromHours(1), default));
    }

    public void Dispose() => _folder.Dispose();

    private Task WriteAsync(string id, params byte[] content) => _store.WriteAsync(id, new MemoryStream(content), default);

    private async Task<byte[]> ReadAsync(string id)
    {
        await using var reader = (await _store.OpenReadAsync(id, default))!;
        return await ReadAsync(reader);
    }

    private static async Task<byte[]> ReadAsync(Stream reader)
    {
        using var read = new MemoryStream();
        await reader.CopyToAsync(read);
        return read.ToArray();
    }
}
