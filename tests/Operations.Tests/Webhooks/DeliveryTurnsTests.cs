using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Tests.Webhooks;

/// <summary>Deliveries to receivers that hang, beside others. The clock stands still unless a test advances it.</summary>
public abstract class DeliveryTurnsTests(StoreKind kind) : StoreTests(kind)
{
    private const string Hanging = "hanging";

    // The longest that can be set, so that no second attempt times out while a busy machine lets fake time pass.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly GatedHandler _handler = new();
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = Open();
    }

    [Fact]
    public async Task Deliver_160ToReceiversThatHang_AnotherTenantGetsItsOwnWithoutATimeout()
    {
        for (var i = 0; i < 160; i++)
            await PostAsync("busy", $"http://{Hanging}-{i}.example/");
        await _server.StartAsync();
        await Until.TrueAsync(() => _handler.Started.Count == WebhooksOptions.DefaultMaxConcurrentPerTenant);

        await PostAsync("another", "http://healthy.example/");

        await Until.TrueAsync(() => _handler.Started.Contains("healthy.example"));
        Assert.Equal(WebhooksOptions.DefaultMaxConcurrentPerTenant + 1, _handler.Started.Count);
    }

    [Fact]
    public async Task Deliver_ReceiversThatTimedOutHangAgain_AHealthyOneOfTheSameTenantPassesThem()
    {
        for (var i = 0; i < 16; i++)
            await PostAsync("busy", $"http://{Hanging}-{i}.example/");
        await _server.StartAsync();
        await Until.TrueAsync(() => _handler.Started.Count == 16);
        _clock.Advance(AttemptTimeout);
        await Until.TrueAsync(async () => await _server.CountAsync("SELECT COUNT(*) FROM deliveries WHERE failures = 1") == 16);
        // The second attempts are due, and half of the tenant's places are for them.
        await Until.TrueAsync(() => _handler.Started.Count == 24, _clock, TimeSpan.FromMilliseconds(500));

        await PostAsync("busy", "http://healthy.example/");

        await Until.TrueAsync(() => _handler.Started.Contains("healthy.example"));
        Assert.Equal(25, _handler.Started.Count);
    }

    [Fact]
    public async Task Claim_SeveralTenantsAndReceivers_TakesTurnsAlsoAfterARestart()
    {
        foreach (var (tenant, host) in new[] { ("a", "x"), ("a", "x"), ("a", "x"), ("a", "y"), ("b", "x"), ("b", "z") })
            await PostAsync(tenant, $"http://{host}.example/");

        var first = await ClaimAsync(_server, 3);
        await using var next = Open();
        var rest = await ClaimAsync(next, 4);

        Assert.Equal(["a x.example", "b x.example", "a y.example"], first);
        Assert.Equal(["a x.example", "b z.example", "a x.example", ""], rest);
    }

    [Fact]
    public async Task Claim_ReceiverTimedOut_ComesLastAndOneAtATimeUntilAnAttemptSucceeds()
    {
        for (var i = 0; i < 4; i++)
            await PostAsync("a", "http://x.example/");
        var timedOut = (await _server.Deliveries.ClaimAsync(Examples.Lease, default))!;
        await _server.Deliveries.RescheduleAsync(timedOut, TimeSpan.FromHours(1), timedOut: true, default);
        await PostAsync("a", "http://y.example/");
        var attempts = new RunningAttempts(new WebhooksOptions());

        Assert.Equal("y.example", (await StartAsync(attempts))!.Receiver);
        var slow = (await StartAsync(attempts))!;
        Assert.Equal(("x.example", true), (slow.Receiver, slow.IsSlow));
        Assert.Null(await StartAsync(attempts));

        await _server.Deliveries.RemoveAsync(slow, default);
        Assert.False((await StartAsync(attempts))!.IsSlow);
        Assert.NotNull(await StartAsync(attempts));
    }

    [Fact]
    public async Task Sweep_NothingWaitsForAReceiver_ForgetsIt()
    {
        await PostAsync("a", "http://x.example/");
        await PostAsync("a", "http://y.example/");
        await _server.Deliveries.RemoveAsync((await _server.Deliveries.ClaimAsync(Examples.Lease, default))!, default);

        await _server.Store.DeleteExpiredAsync(Examples.Retention, default);

        Assert.Equal(1, await _server.CountAsync("SELECT COUNT(*) FROM receivers"));
    }

    protected override async ValueTask CloseAsync()
    {
        await _server.DisposeAsync();
        _handler.Dispose();
    }

    private OperationsHost Open() =>
        new(TheStore, time: _clock, settings: ("Webhooks:Timeout", $"{AttemptTimeout}")) { Handler = _handler };

    // Cancelling an operation that nobody runs puts its webhook into the outbox.
    private async Task PostAsync(string tenant, string uri)
    {
        var webhook = new Webhook(new Uri(uri), WebhookKind.Operation);
        var operation = await _server.Operations.CreateAsync(Examples.Inline([1]).By(tenant) with { Webhook = webhook }, default);
        await _server.Operations.CancelAsync(tenant, operation.Id, default);
    }

    private async Task<Delivery?> StartAsync(RunningAttempts attempts)
    {
        var claimed = await _server.Deliveries.ClaimAsync(attempts, Examples.Lease, default);
        if (claimed is not null)
            attempts.Add(new TaskCompletionSource().Task, claimed);
        return claimed;
    }

    private static async Task<IReadOnlyList<string>> ClaimAsync(OperationsHost server, int count)
    {
        var claimed = new List<string>();
        for (var i = 0; i < count; i++)
            claimed.Add(await server.Deliveries.ClaimAsync(Examples.Lease, default) is { } next ? $"{next.Tenant} {next.Receiver}" : "");
        return claimed;
    }

    private sealed class GatedHandler : HttpMessageHandler
    {
        public ConcurrentQueue<string> Started { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Started.Enqueue(request.RequestUri!.Host);
            if (request.RequestUri.Host.StartsWith(Hanging, StringComparison.Ordinal))
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
