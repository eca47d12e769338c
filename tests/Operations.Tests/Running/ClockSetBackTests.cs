using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>The host's clock was ahead when the records were written, and is right when the server starts.</summary>
public abstract class ClockSetBackTests(StoreKind kind) : StoreTests(kind)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(365);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow() + Ahead);
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Neither expires while a busy machine lets fake time pass.
        _server = new OperationsHost(
            TheStore,
            new ScriptedTranscriber(1),
            _clock,
            ("Operations:LeaseDuration", $"{OperationsOptions.LongestLease}"),
            ("Webhooks:Timeout", "00:05:00"));
    }

    [Fact]
    public async Task Run_QueuedWithADelay_WaitsForTheDelayOnly()
    {
        var id = await CreateAsync();
        var delay = TimeSpan.FromMinutes(10);
        var run = (await _server.Store.ClaimAsync("test", Examples.Lease, default))!.Run;
        await _server.Store.RequeueAsync(run, delay, failed: true, default);
        SetBack();
        await _server.StartAsync();

        var ended = await EndAsync(id);

        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.InRange(ended.EndTime!.Value - ended.CreateTime, -Ahead + delay, -Ahead + delay + TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Run_RunOfADeadProcess_IsTakenOverAfterTheLongestLease()
    {
        var id = await CreateAsync();
        await _server.Store.ClaimAsync("dead", Examples.Lease, default);
        SetBack();
        await _server.StartAsync();

        var ended = await EndAsync(id);

        Assert.Equal((OperationState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.InRange(
            ended.EndTime!.Value - ended.CreateTime, -Ahead, -Ahead + OperationsOptions.LongestLease + TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Deliver_PendingDelivery_IsSent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await _server.Operations.CancelAsync(await CreateAsync(receiver.Operation), default);
        SetBack();
        await _server.StartAsync();

        await Until.TrueAsync(() => !receiver.Received.IsEmpty, _clock, Step);
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();

    private void SetBack() => _clock.AdjustTime(_clock.GetUtcNow() - Ahead);

    private async Task<string> CreateAsync(Webhook? webhook = null) =>
        (await _server.Operations.CreateAsync(Examples.Remote(webhook: webhook), default)).Id;

    private async Task<Operation> EndAsync(string id)
    {
        await Until.TrueAsync(async () => (await _server.Operations.GetAsync(id, default)).Done, _clock, Step);
        return await _server.Operations.GetAsync(id, default);
    }
}
