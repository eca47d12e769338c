using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests;

/// <summary>What one tenant creates does not exist for another.</summary>
public abstract class TenantTests(StoreKind kind) : StoreTests(kind)
{
    private const string Alice = "alice";
    private const string Bob = "bob";

    private readonly FakeTimeProvider _clock = new();
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = new OperationsHost(TheStore, time: _clock);
    }

    private IOperations Operations => _server.Operations;

    [Theory]
    [InlineData(Bob)]
    [InlineData("")]
    public async Task AnyCall_OperationOfAnotherTenant_FailsAsForAnUnknownOne(string other)
    {
        var id = (await CreateAsync(Alice)).Id;

        foreach (var call in new Func<string, Task>[]
        {
            name => Operations.GetAsync(other, name, default),
            name => Operations.CancelAsync(other, name, default),
            name => Operations.DeleteAsync(other, name, default),
            name => Operations.WaitAsync(other, name, Until.Longest, default),
            async name => await Operations.WatchAsync(other, name, default).FirstAsync(),
            async name => await Operations.ReadSegmentsAsync(other, name, default).FirstAsync(),
            name => Operations.ListSegmentsAsync(other, name, 0, "", default),
        })
        {
            var unknown = await Assert.ThrowsAsync<OperationException>(() => call("0123"));
            var foreign = await Assert.ThrowsAsync<OperationException>(() => call(id));
            Assert.Equal(
                (OperationError.NotFound, unknown.Message.Replace("0123", id, StringComparison.Ordinal)),
                (foreign.Error, foreign.Message));
        }
        Assert.False(await _server.Store.CancelAsync(other, id, delivery: null, Examples.Retention, default));
        Assert.False(await _server.Store.DeleteAsync(other, id, cancelled: null, default));
        Assert.Equal(OperationState.Queued, (await Operations.GetAsync(Alice, id, default)).State);
    }

    [Fact]
    public async Task Create_OneRequestIdOfTwoTenants_MakesTwoOperations()
    {
        var first = await CreateAsync(Alice, "key");
        var second = await Operations.CreateAsync(Examples.Remote("https://example.com/b.mp3", "key").By(Bob), default);
        var again = await CreateAsync(Alice, "key");

        Assert.Equal((Alice, Bob), (first.Tenant, second.Tenant));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Id, again.Id);
        Assert.Equal(second.Id, (await Operations.FindByRequestIdAsync(Bob, "key", default))!.Id);
        Assert.Null(await Operations.FindByRequestIdAsync("", "key", default));
    }

    [Fact]
    public async Task List_FilterOnAnotherTenant_ShowsItToThoseWhoMaySeeAll()
    {
        var own = (await CreateAsync(Alice)).Id;
        var first = (await CreateAsync(Bob)).Id;
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await CreateAsync(Bob)).Id;
        var query = new OperationQuery { Filter = "tenant = bob AND state = QUEUED", PageSize = 1 };

        var refused = await Operations.ListAsync(Alice, query, default);
        var page = await Operations.ListAsync(Alice, query with { AllTenants = true }, default);
        var next = await Operations.ListAsync(Alice, query with { AllTenants = true, PageToken = page.NextPageToken }, default);
        var ofOwn = await Operations.ListAsync(Alice, new OperationQuery { Filter = "tenant = alice" }, default);
        var unnamed = await Operations.ListAsync(Alice, new OperationQuery { AllTenants = true }, default);

        Assert.Empty(refused.Operations);
        Assert.Equal([second, first], page.Operations.Concat(next.Operations).Select(operation => operation.Id));
        Assert.Equal([own], ofOwn.Operations.Select(operation => operation.Id));
        Assert.Equal([own], unnamed.Operations.Select(operation => operation.Id));
        Assert.Equal((Bob, null), (await Operations.FindTenantAsync(first, default), await Operations.FindTenantAsync("0123", default)));
    }

    [Fact]
    public async Task List_OfATenant_ShowsItsOwnAndTakesItsOwnTokens()
    {
        // A name with the separators of the token.
        const string Other = "a|b=c";
        var own = new[] { (await CreateAsync(Alice)).Id, (await CreateAsync(Alice)).Id };
        await CreateAsync(Other);
        await CreateAsync(Other);

        var page = await Operations.ListAsync(Alice, new OperationQuery { PageSize = 1 }, default);
        var next = await Operations.ListAsync(Alice, new OperationQuery { PageToken = page.NextPageToken }, default);
        var foreign = await Assert.ThrowsAsync<OperationException>(
            () => Operations.ListAsync(Other, new OperationQuery { PageToken = page.NextPageToken }, default));
        var others = await Operations.ListAsync(Other, new OperationQuery { PageSize = 1 }, default);

        Assert.Equal(own.Order(), page.Operations.Concat(next.Operations).Select(operation => operation.Id).Order());
        Assert.Equal("The page token does not belong to this list", foreign.Message);
        Assert.Single((await Operations.ListAsync(Other, new OperationQuery { PageToken = others.NextPageToken }, default)).Operations);
        Assert.Empty((await Operations.ListAsync("", new OperationQuery(), default)).Operations);
    }

    [Fact]
    public async Task Run_OfATenant_CarriesItAsTheCaller()
    {
        var transcriber = new ScriptedTranscriber(1);
        await using var server = await new OperationsHost(TheStore, transcriber).StartAsync();
        var operation = await server.Operations.CreateAsync(Examples.Remote().By(Alice), default);

        await server.Operations.WaitAsync(Alice, operation.Id, Until.Longest, default);

        Assert.Equal(Caller.Of(Alice), Assert.Single(transcriber.Runs).Request.Caller);
    }

    [Fact]
    public async Task Create_AsManyAsAllowedAreUnfinished_IsRefusedUntilOneEnds()
    {
        await using var server = new OperationsHost(TheStore, settings: ("Operations:MaxUnfinishedPerTenant", "2"));
        var first = await server.Operations.CreateAsync(Examples.Inline([1], "key").By(Alice), default);
        await server.Operations.CreateAsync(Examples.Inline([1]).By(Alice), default);

        var refused = await Assert.ThrowsAsync<OperationException>(
            () => server.Operations.CreateAsync(Examples.Inline([1]).By(Alice), default));

        Assert.Equal((OperationError.QuotaExceeded, TimeSpan.FromSeconds(30)), (refused.Error, refused.RetryAfter));
        Assert.Equal(2, (await TheStore.AudioAsync()).Count);
        Assert.Equal(2, await server.Store.CountUnfinishedAsync(Caller.Of(Alice), default));
        // Another tenant and a repeated call are not refused.
        await server.Operations.CreateAsync(Examples.Inline([1]).By(Bob), default);
        Assert.Equal(first.Id, (await server.Operations.CreateAsync(Examples.Inline([1], "key").By(Alice), default)).Id);
        await server.Operations.CancelAsync(Alice, first.Id, default);
        await server.Operations.CreateAsync(Examples.Inline([1]).By(Alice), default);
    }

    [Fact]
    public async Task Create_WithoutKeys_CountsEachAddressApart()
    {
        await using var server = new OperationsHost(TheStore, settings: ("Operations:MaxUnfinishedPerTenant", "1"));
        var creation = Examples.Inline([1]);
        NewOperation From(string address) => creation with { Request = creation.Request with { Caller = new Caller("", address) } };
        var first = await server.Operations.CreateAsync(From("192.0.2.1"), default);

        var refused = await Assert.ThrowsAsync<OperationException>(() => server.Operations.CreateAsync(From("192.0.2.1"), default));

        Assert.Equal(OperationError.QuotaExceeded, refused.Error);
        var other = await server.Operations.CreateAsync(From("192.0.2.2"), default);
        var listed = await server.Operations.ListAsync("", new OperationQuery(), default);
        Assert.Equal(new[] { first.Id, other.Id }.Order(), listed.Operations.Select(operation => operation.Id).Order());
        Assert.Equal(1, await server.Store.CountUnfinishedAsync(new Caller("", "192.0.2.2"), default));
        await server.Operations.CancelAsync("", first.Id, default);
        await server.Operations.CreateAsync(From("192.0.2.1"), default);
    }

    [Fact]
    public async Task Create_AsMuchInlineAudioAsAllowedIsStored_IsRefusedUntilOneEnds()
    {
        await using var server = new OperationsHost(TheStore, settings: ("Operations:MaxInlineBytesPerTenant", "100"));
        var first = await server.Operations.CreateAsync(Examples.Inline(new byte[60], "key").By(Alice), default);
        await server.Operations.CreateAsync(Examples.Inline(new byte[40]).By(Alice), default);

        var refused = await Assert.ThrowsAsync<OperationException>(
            () => server.Operations.CreateAsync(Examples.Inline([1]).By(Alice), default));

        Assert.Equal((OperationError.QuotaExceeded, TimeSpan.FromSeconds(30)), (refused.Error, refused.RetryAfter));
        Assert.Contains("100 bytes of inline audio", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await TheStore.AudioAsync()).Count);
        // URLs, another tenant and a repeated call are not refused.
        await server.Operations.CreateAsync(Examples.Remote().By(Alice), default);
        await server.Operations.CreateAsync(Examples.Inline(new byte[100]).By(Bob), default);
        Assert.Equal(
            first.Id, (await server.Operations.CreateAsync(Examples.Inline(new byte[60], "key").By(Alice), default)).Id);
        await server.Operations.CancelAsync(Alice, first.Id, default);
        await server.Operations.CreateAsync(Examples.Inline(new byte[60]).By(Alice), default);
    }

    [Fact]
    public async Task Create_ManyAtOnceInTwoProcesses_AddsExactlyAsManyAsAllowed()
    {
        var settings = ("Operations:MaxUnfinishedPerTenant", "10");
        await using var one = new OperationsHost(TheStore, settings: settings);
        await using var other = new OperationsHost(TheStore, settings: settings);

        var added = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            try
            {
                await (i % 2 == 0 ? one : other).Operations.CreateAsync(Examples.Inline([1]).By(Alice), default);
                return 1;
            }
            catch (OperationException full) when (full.Error == OperationError.QuotaExceeded)
            {
                return 0;
            }
        })));

        Assert.Equal(10, added.Sum());
        Assert.Equal(10, (await TheStore.AudioAsync()).Count);
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();

    private Task<Operation> CreateAsync(string tenant, string? requestId = null) =>
        Operations.CreateAsync(Examples.Remote(requestId: requestId).By(tenant), default);
}
