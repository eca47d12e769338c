using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.S3;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.S3;

public sealed class S3AudioStoreTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly ScriptedTranscriber _transcriber = new(2);
    private S3Server _s3 = null!;
    private OperationsHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _s3 = await S3Server.StartAsync();
        _s3.Time = _clock;
        _host = Host();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public async Task Write_AnyLength_ReadsTheSame(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);

        await _host.Audio.WriteAsync("a", new MemoryStream(bytes), default);

        Assert.Equal(["transcribe/a"], _s3.Objects.Keys);
        Assert.Equal(bytes, await ReadAsync("a"));
        Assert.Null(await _host.Audio.OpenReadAsync("b", default));
    }

    [Fact]
    public async Task Delete_Audio_RemovesIt()
    {
        await _host.Audio.WriteAsync("a", new MemoryStream([1]), default);

        await _host.Audio.DeleteAsync("a");
        await _host.Audio.DeleteAsync("a");

        Assert.Empty(_s3.Objects);
    }

    [Fact]
    public async Task ListOlderThan_SeveralPages_GivesTheOldOnes()
    {
        foreach (var id in new[] { "a", "b", "c", "d", "e" })
            await _host.Audio.WriteAsync(id, new MemoryStream([1]), default);
        _s3.Objects["other/x"] = _s3.Objects["transcribe/a"];
        _clock.Advance(TimeSpan.FromHours(2));
        await _host.Audio.WriteAsync("young", new MemoryStream([1]), default);

        var old = await _host.Audio.ListOlderThanAsync(TimeSpan.FromHours(1), default);

        Assert.Equal(["a", "b", "c", "d", "e"], old);
    }

    [Fact]
    public async Task Run_InlineAudio_ReadsAndRemovesIt()
    {
        await _host.StartAsync();
        var created = await _host.Operations.CreateAsync(Examples.Inline([1, 2, 3]), default);

        Assert.Equal(OperationState.Succeeded, (await _host.EndAsync(created.Id)).State);
        Assert.Equal([1, 2, 3], Assert.Single(_transcriber.Audio));
        await Until.TrueAsync(() => _s3.Objects.IsEmpty);
    }

    [Fact]
    public async Task Read_ConnectionBreaks_IsAFailureOfTheStore()
    {
        await _host.Audio.WriteAsync("a", new MemoryStream(new byte[100_000]), default);
        var broken = new TaskCompletionSource();
        _s3.BreakAt = (1000, broken.Task);
        await using var content = (await _host.Audio.OpenReadAsync("a", default))!;
        await content.ReadExactlyAsync(new byte[1000]);

        broken.SetResult();

        await Assert.ThrowsAsync<OperationStoreException>(() => content.CopyToAsync(Stream.Null));
        Assert.Equal(100_000, (await ReadAsync("a")).Length);
    }

    [Theory]
    [InlineData("Operations:S3:SecretKey", "wrong")]
    [InlineData("Operations:S3:Bucket", "nobodys")]
    [InlineData("Operations:S3:Endpoint", "http://127.0.0.1:1")]
    public async Task Create_BucketCannotBeUsed_FailsClearlyAndStoresNothing(string setting, string value)
    {
        await using var host = Host((setting, value));

        await Assert.ThrowsAsync<OperationStoreException>(() => host.Operations.CreateAsync(Examples.Inline([1]), default));

        Assert.False(host.Operations.IsWritable);
        Assert.Empty((await host.Operations.ListAsync(new OperationQuery(), default)).Operations);
        await Assert.ThrowsAsync<OperationStoreException>(() => host.Audio.OpenReadAsync("a", default));
        await Assert.ThrowsAsync<OperationStoreException>(() => host.Audio.ListOlderThanAsync(default, default));
    }

    [Fact]
    public async Task AnyCall_ServerThatIsSilent_EndsWithoutTheSdksTimeouts()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var host = Host(("Operations:S3:Endpoint", $"http://{silent.LocalEndpoint}"));

        var deletion = host.Audio.DeleteAsync("a");
        var read = Assert.ThrowsAsync<OperationStoreException>(() => host.Audio.OpenReadAsync("a", default));
        var list = Assert.ThrowsAsync<OperationStoreException>(() => host.Audio.ListOlderThanAsync(default, default));

        // The SDK waits for 100 s and then makes the call again.
        await Task.WhenAll(deletion, read, list).WaitAsync(Until.Longest);
    }

    [Fact]
    public async Task Read_ServerThatFallsSilent_IsAFailureOfTheStore()
    {
        await _host.Audio.WriteAsync("a", new MemoryStream(new byte[100_000]), default);
        _s3.BreakAt = (1000, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System));
        await using var content = (await _host.Audio.OpenReadAsync("a", default))!;
        await content.ReadExactlyAsync(new byte[1000]);

        await Assert.ThrowsAsync<OperationStoreException>(() => content.CopyToAsync(Stream.Null));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _s3.DisposeAsync();
        _folder.Dispose();
    }

    private OperationsHost Host(params (string Key, string Value)[] settings) => new(
        services => services.AddSqliteOperations().AddS3Audio(),
        _transcriber,
        _clock,
        [.. settings, .. _s3.Settings, ("Operations:Folder", _folder.Path)]);

    private async Task<byte[]> ReadAsync(string id)
    {
        await using var content = (await _host.Audio.OpenReadAsync(id, default))!;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return copy.ToArray();
    }
}
