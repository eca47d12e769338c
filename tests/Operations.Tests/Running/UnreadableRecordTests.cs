using Microsoft.Extensions.Logging;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Records that this version cannot read, as after a downgrade.</summary>
public abstract class UnreadableRecordTests(StoreKind kind) : StoreTests(kind)
{
    private const string UnknownTask =
        """UPDATE operations SET request = '{"Uri":"https://example.com/a","Task":"Summarize"}' WHERE id = """;

    private readonly ScriptedTranscriber _transcriber = new(2);
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = new OperationsHost(TheStore, _transcriber, settings: [("Operations:MaxRunning", "1")]);
    }

    [Fact]
    public async Task Run_RequestWithAnUnknownEnumMember_FailsAloneAndTheLaneGoesOn()
    {
        var broken = await _server.Operations.CreateAsync(Examples.Remote(), default);
        var intact = await _server.Operations.CreateAsync(Examples.Remote(), default);
        await TheStore.ExecuteAsync($"{UnknownTask} '{broken.Id}'");

        await _server.StartAsync();

        var failed = await _server.EndAsync(broken.Id);
        Assert.Equal(
            (OperationState.Failed, "The stored record of the operation cannot be read by this version of the service"),
            (failed.State, failed.Failure!.Message));
        Assert.Equal(OperationState.Succeeded, (await _server.EndAsync(intact.Id)).State);
        Assert.Single(_transcriber.Runs);
        Assert.Contains(
            _server.Logged,
            entry => entry.Level == LogLevel.Error && entry.Message.Contains(broken.Id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("request = 'null'")]
    [InlineData("request = '{}'")]
    [InlineData("request = '[1'")]
    [InlineData("resume = '{\"EndSample\":\"x\"}'")]
    [InlineData("webhook_uri = 'no uri', webhook_kind = 'Operation'")]
    [InlineData("webhook_uri = 'http://example.com', webhook_kind = 'Telegram'")]
    [InlineData("state = 'Running', lease_time = 0, resume = '3'")]
    public async Task Run_BrokenColumn_FailsTheOperation(string change)
    {
        var broken = await _server.Operations.CreateAsync(Examples.Remote(), default);
        await TheStore.ExecuteAsync($"UPDATE operations SET {change} WHERE id = '{broken.Id}'");

        await _server.StartAsync();

        Assert.Equal(OperationState.Failed, (await _server.EndAsync(broken.Id)).State);
        Assert.Empty(_transcriber.Runs);
    }

    [Fact]
    public async Task List_OneBrokenRecord_ReturnsAll()
    {
        var first = await _server.Operations.CreateAsync(Examples.Remote(), default);
        var second = await _server.Operations.CreateAsync(Examples.Remote(), default);
        await TheStore.ExecuteAsync($"UPDATE operations SET state = 'Paused', summary = '[' WHERE id = '{first.Id}'");

        var page = await _server.Operations.ListAsync(new OperationQuery(), default);

        Assert.Equal(
            [(second.Id, OperationState.Queued), (first.Id, OperationState.Failed)],
            page.Operations.Select(listed => (listed.Id, listed.State)));
    }

    [Fact]
    public async Task Finish_SegmentThatTheWebhookCannotQuote_FailsTheOperation()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var operation = await _server.Operations.CreateAsync(Examples.Remote(webhook: receiver.Operation), default);
        var run = (await _server.Store.ClaimAsync("other", TimeSpan.Zero, default))!.Run;
        await _server.Store.CommitAsync(run, Examples.Window(0), TimeSpan.Zero, default);
        await TheStore.ExecuteAsync("UPDATE segments SET segment = '['");

        await _server.StartAsync();

        Assert.Equal(OperationState.Failed, (await _server.EndAsync(operation.Id)).State);
        await Until.TrueAsync(() => receiver.Received.Count == 1);
        Assert.Contains("FAILED", receiver.Received.Single().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Read_OneBrokenSegment_NamesIt(string stored)
    {
        var operation = await _server.Operations.CreateAsync(Examples.Remote(), default);
        var intact = await _server.Operations.CreateAsync(Examples.Remote(), default);
        await _server.StartAsync();
        await _server.EndAsync(operation.Id);
        await _server.EndAsync(intact.Id);
        await TheStore.ExecuteAsync($"UPDATE segments SET segment = '{stored}' WHERE idx = 1 AND operation_id = '{operation.Id}'");

        foreach (var call in new Func<Task>[]
        {
            async () => await _server.Operations.ReadSegmentsAsync(operation.Id, default).ToListAsync(),
            async () => await _server.Operations.WatchAsync(operation.Id, default).ToListAsync(),
            () => _server.Operations.ListSegmentsAsync(operation.Tenant, operation.Id, 0, "", default),
        })
        {
            var refused = await Assert.ThrowsAsync<OperationException>(call);
            Assert.Equal(
                (OperationError.Unreadable,
                    $"Segment 1 of the operation 'operations/{operation.Id}' cannot be read by this version of the service"),
                (refused.Error, refused.Message));
        }
        Assert.Equal(Examples.Text(2), await _server.TextAsync(intact.Id));
    }

    [Fact]
    public async Task Deliver_AddressThatCannotBeRead_IsBuriedAndTheNextIsSent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        for (var i = 0; i < 2; i++)
            await _server.Operations.CreateAsync(Examples.Remote(webhook: receiver.Operation), default);
        foreach (var operation in (await _server.Operations.ListAsync(new OperationQuery(), default)).Operations)
            await _server.Operations.CancelAsync(operation.Id, default);
        await TheStore.ExecuteAsync("UPDATE deliveries SET uri = 'no uri' WHERE id = (SELECT MIN(id) FROM deliveries)");

        await _server.StartAsync();

        await Until.TrueAsync(() => receiver.Received.Count == 1);
        var dead = Assert.Single(await _server.Deliveries.ListDeadAsync(ListPosition.Start, 10, default));
        Assert.Equal("the stored record cannot be read", dead.Error);
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();
}
