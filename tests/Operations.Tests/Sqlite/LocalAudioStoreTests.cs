using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;

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
    public async Task Read_Written_GivesTheBytesUntilDeleted()
    {
        Assert.Null(await _store.ReadAsync("id", default));

        await _store.WriteAsync("id", new byte[] { 1, 2, 3 }, default);
        Assert.Equal([1, 2, 3], (await _store.ReadAsync("id", default))!.Value.ToArray());

        await _store.DeleteAsync("id");
        await _store.DeleteAsync("id");
        Assert.Null(await _store.ReadAsync("id", default));
    }

    [Fact]
    public async Task ListOlderThan_Age_GivesOlderAudioOnly()
    {
        Assert.Empty(await _store.ListOlderThanAsync(TimeSpan.Zero, default));
        await _store.WriteAsync("id", new byte[] { 1 }, default);

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(await _store.ListOlderThanAsync(TimeSpan.FromHours(1), default));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["id"], await _store.ListOlderThanAsync(TimeSpan.FromHours(1), default));
    }

    public void Dispose() => _folder.Dispose();
}
