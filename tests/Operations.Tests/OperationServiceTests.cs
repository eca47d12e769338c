using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests;

public abstract class OperationServiceTests(StoreKind kind) : StoreTests(kind)
{
    private readonly FakeTimeProvider _clock = new();
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = new OperationsHost(TheStore, time: _clock);
    }

    [Fact]
    public async Task Create_200AtOnceWithOneRequestId_MakesOneOperation()
    {
        await using var other = new OperationsHost(TheStore, time: _clock);
        var created = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() =>
            (i % 2 == 0 ? _server : other).Operations.CreateAsync(Examples.Inline([1, 2, 3], "key"), default))));

        var id = Assert.Single(created.Select(operation => operation.Id).Distinct());
        Assert.Equal(id, Assert.Single((await _server.Operations.ListAsync(new OperationQuery(), default)).Operations).Id);
        Assert.Equal([id], await TheStore.AudioAsync());
    }

    [Fact]
    public async Task Create_SameRequestIdOtherRequest_AlreadyExists()
    {
        var hook = new Webhook(new Uri("https://example.com/"), WebhookKind.Operation);
        var same = Examples.Inline([1, 2, 3], "key");
        await _server.Operations.CreateAsync(same, default);

        foreach (var other in new[]
        {
            Examples.Inline([1, 2, 4], "key"),
            Examples.Remote(requestId: "key"),
            same with { Webhook = hook },
            same with { Request = same.Request with { Settings = new() { LanguageCodes = ["de"] } } },
        })
        {
            var refused = await Assert.ThrowsAsync<OperationException>(() => _server.Operations.CreateAsync(other, default));
            Assert.Equal(OperationError.AlreadyExists, refused.Error);
        }
        Assert.Single(await TheStore.AudioAsync());
    }

    [Fact]
    public async Task Create_NoRequestId_MakesAnOperationEachTime()
    {
        var first = await _server.Operations.CreateAsync(Examples.Remote(), default);
        var second = await _server.Operations.CreateAsync(Examples.Remote(), default);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    public async Task Create_WebhookNotHttp_IsRefused(string uri)
    {
        var refused = await Assert.ThrowsAsync<OperationException>(
            () => _server.Operations.CreateAsync(Examples.Remote(webhook: new Webhook(new Uri(uri), WebhookKind.Operation)), default));
        Assert.Equal(OperationError.InvalidArgument, refused.Error);
    }

    [Fact]
    public async Task List_InPages_GivesEachOnceNewestFirst()
    {
        var created = await CreateAsync(7);

        var listed = new List<string>();
        var token = "";
        do
        {
            var page = await _server.Operations.ListAsync(new OperationQuery { PageSize = 3, PageToken = token }, default);
            listed.AddRange(page.Operations.Select(operation => operation.Id));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(created.Reverse(), listed);
    }

    [Fact]
    public async Task List_PageThatEndsTheList_HasNoToken()
    {
        var created = await CreateAsync(4);
        var first = await _server.Operations.ListAsync(new OperationQuery { PageSize = 2 }, default);
        var last = await _server.Operations.ListAsync(new OperationQuery { PageSize = 2, PageToken = first.NextPageToken }, default);

        Assert.Equal([created[1], created[0]], last.Operations.Select(operation => operation.Id));
        Assert.Empty(last.NextPageToken);
    }

    [Fact]
    public async Task List_Filtered_GivesDoneOrNotDone()
    {
        var created = await CreateAsync(3);
        await _server.Operations.CancelAsync(created[1], default);

        Assert.Equal([created[1]], await ListAsync("done = true"));
        Assert.Equal([created[2], created[0]], await ListAsync("NOT done"));
        Assert.Equal(3, (await ListAsync("")).Count);
        Assert.Equal([created[1]], await ListAsync("state = CANCELLED"));
        Assert.Equal([created[2], created[0]], await ListAsync("state = QUEUED OR state = FAILED"));
        Assert.Empty(await ListAsync("done AND NOT done"));
    }

    [Fact]
    public async Task List_FilteredByTime_GivesThoseOfTheTime()
    {
        var created = await CreateAsync(3);
        var times = await created.ToAsyncEnumerable()
            .Select(async (string id, CancellationToken _) => (await _server.Operations.GetAsync(id, default)).CreateTime)
            .ToListAsync();
        var second = times[1].ToString("O", CultureInfo.InvariantCulture);

        Assert.Equal([created[1]], await ListAsync($"create_time = \"{second}\""));
        Assert.Equal([created[2]], await ListAsync($"create_time > {second} AND state != FAILED"));
        Assert.Equal([created[1], created[0]], await ListAsync($"create_time <= \"{second}\" done = false"));
    }

    [Fact]
    public async Task List_TokenFilterOrSizeWrong_IsInvalid()
    {
        await CreateAsync(2);
        var token = (await _server.Operations.ListAsync(new OperationQuery { PageSize = 1 }, default)).NextPageToken;

        foreach (var query in new[]
        {
            new OperationQuery { PageToken = "rubbish!" },
            new OperationQuery { PageToken = token, Filter = "done" },
            new OperationQuery { Filter = "state = 3" },
            new OperationQuery { PageSize = -1 },
        })
        {
            var refused = await Assert.ThrowsAsync<OperationException>(() => _server.Operations.ListAsync(query, default));
            Assert.Equal(OperationError.InvalidArgument, refused.Error);
        }
    }

    [Fact]
    public async Task Unknown_IsNotFoundEverywhere()
    {
        var service = _server.Operations;
        foreach (var call in new Func<Task>[]
        {
            () => service.GetAsync("none", default),
            () => service.CancelAsync("none", default),
            () => service.DeleteAsync("none", default),
            () => service.WaitAsync("none", TimeSpan.FromMinutes(1), default),
            async () => await service.WatchAsync("none", default).FirstAsync(),
            async () => await service.ReadSegmentsAsync("none", default).FirstAsync(),
        })
            Assert.Equal(OperationError.NotFound, (await Assert.ThrowsAsync<OperationException>(call)).Error);
        Assert.Null(await service.FindByRequestIdAsync("none", default));
    }

    [Fact]
    public async Task Cancel_Queued_EndsItAndRemovesItsAudio()
    {
        var operation = await _server.Operations.CreateAsync(Examples.Inline([1]), default);

        var cancelled = await _server.Operations.CancelAsync(operation.Id, default);
        var again = await _server.Operations.CancelAsync(operation.Id, default);

        Assert.Equal((OperationState.Cancelled, true, _clock.GetUtcNow()), (cancelled.State, cancelled.Done, cancelled.EndTime));
        Assert.Equal(cancelled.EndTime + TimeSpan.FromDays(30), again.ExpireTime);
        Assert.Empty(await TheStore.AudioAsync());
        Assert.Null(await _server.Store.ClaimAsync("test", Examples.Lease, default));
    }

    [Fact]
    public async Task Delete_Running_RemovesItAndFencesItsRun()
    {
        var operation = await _server.Operations.CreateAsync(Examples.Inline([1], "key"), default);
        var run = (await _server.Store.ClaimAsync("test", Examples.Lease, default))!.Run;
        Assert.True(await _server.Store.CommitAsync(run, Examples.Window(0), Examples.Lease, default));

        await _server.Operations.DeleteAsync(operation.Id, default);

        await Assert.ThrowsAsync<OperationException>(() => _server.Operations.GetAsync(operation.Id, default));
        await Assert.ThrowsAsync<OperationException>(() => _server.Operations.DeleteAsync(operation.Id, default));
        Assert.Empty(await TheStore.AudioAsync());
        Assert.False(await _server.Store.CommitAsync(run, Examples.Window(1), Examples.Lease, default));
        Assert.False(
            await _server.Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(2)), delivery: null, Examples.Retention, default));
        Assert.Empty(await _server.Store.ReadSegmentsAsync(operation.Id, 0, 10, default));
        Assert.NotEqual(operation.Id, (await _server.Operations.CreateAsync(Examples.Inline([1], "key"), default)).Id);
    }

    [Fact]
    public async Task Delete_DoneOrNot_SendsTheWebhookOfTheCancellationOnlyIfItWasNotDone()
    {
        var webhook = new Webhook(new Uri("https://example.com/"), WebhookKind.Operation);
        var queued = await _server.Operations.CreateAsync(Examples.Remote(webhook: webhook), default);
        await _server.Operations.DeleteAsync(queued.Id, default);
        var delivery = (await _server.Deliveries.ClaimAsync(Examples.Lease, default))!;

        var done = await _server.Operations.CreateAsync(Examples.Remote(webhook: webhook), default);
        var run = (await _server.Store.ClaimAsync("test", Examples.Lease, default))!.Run;
        await _server.Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(0)), delivery: null, Examples.Retention, default);
        await _server.Operations.DeleteAsync(done.Id, default);

        Assert.Equal(queued.Id, delivery.OperationId);
        Assert.Contains("\"CANCELLED\"", delivery.Body, StringComparison.Ordinal);
        Assert.Equal(done.Id, run.OperationId);
        Assert.Null(await _server.Deliveries.ClaimAsync(Examples.Lease, default));
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();

    private async Task<IReadOnlyList<string>> ListAsync(string filter)
    {
        var page = await _server.Operations.ListAsync(new OperationQuery { Filter = filter }, default);
        return [.. page.Operations.Select(operation => operation.Id)];
    }

    private async Task<string[]> CreateAsync(int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await _server.Operations.CreateAsync(Examples.Remote(), default)).Id;
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        return ids;
    }
}
