using Transcribe.Operations.Postgres.Audio;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

public sealed class ChunkedAudioStoreTests : IAsyncLifetime
{
    private PostgresTestStore? _store;
    private OperationsHost _host = null!;

    private IAudioStore Audio => _host.Audio;

    public async ValueTask InitializeAsync()
    {
        _store = await PostgresTestStore.CreateAsync();
        _host = new OperationsHost(_store);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ChunkedAudioStore.ChunkLength)]
    [InlineData((2 * ChunkedAudioStore.ChunkLength) + 17)]
    public async Task Write_AnyLength_ReadsTheSame(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);

        await Audio.WriteAsync("a", new MemoryStream(bytes), default);

        Assert.Equal(bytes, await ReadAsync("a"));
        Assert.Null(await Audio.OpenReadAsync("b", default));
    }

    [Fact]
    public async Task Write_ReadingFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<OperationStoreException>(() => Audio.WriteAsync("a", new BrokenStream(), default));

        Assert.Null(await Audio.OpenReadAsync("a", default));
        Assert.Equal(0, await _store!.CountAsync("SELECT COUNT(*) FROM audio_chunks"));
    }

    [Fact]
    public async Task Write_TransactionRunsAgain_StoresAllOfIt()
    {
        var bytes = new byte[ChunkedAudioStore.ChunkLength + 5];
        // The first transaction breaks after a chunk was read.
        var stream = new BreakingStream(bytes, () => _store!.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));

        await Audio.WriteAsync("a", stream, default);

        Assert.Equal(bytes.Length, (await ReadAsync("a")).Length);
    }

    [Fact]
    public async Task Read_ChunkMissing_FailsAsAReadingError()
    {
        await Audio.WriteAsync("a", new MemoryStream(new byte[ChunkedAudioStore.ChunkLength + 1]), default);
        await _store!.ExecuteAsync("DELETE FROM audio_chunks WHERE idx = 1");

        await Assert.ThrowsAsync<IOException>(() => ReadAsync("a"));
    }

    [Fact]
    public async Task Delete_Audio_RemovesItsChunks()
    {
        await Audio.WriteAsync("a", new MemoryStream(new byte[10]), default);

        await Audio.DeleteAsync("a");
        await Audio.DeleteAsync("a");

        Assert.Equal(0, await _store!.CountAsync("SELECT COUNT(*) FROM audio_chunks"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is null)
            return;
        await _host.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async Task<byte[]> ReadAsync(string id)
    {
        await using var content = (await Audio.OpenReadAsync(id, default))!;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class BrokenStream() : MemoryStream(new byte[10])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("scripted");
    }

    private sealed class BreakingStream(byte[] content, Func<Task> onFirstRead) : MemoryStream(content)
    {
        private bool _isBroken;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (!_isBroken)
                await onFirstRead();
            _isBroken = true;
            return count;
        }
    }
}
