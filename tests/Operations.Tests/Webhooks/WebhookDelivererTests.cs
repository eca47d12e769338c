using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Tests.Webhooks;

public abstract class WebhookDelivererTests(StoreKind kind) : StoreTests(kind)
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // The step is so small that no attempt times out, and large enough to reach the next poll, which can begin just after a jump.
    private static readonly TimeSpan Creep = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ScriptedTranscriber _transcriber = new(2);
    private WebhookReceiver _receiver = null!;
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _receiver = await WebhookReceiver.StartAsync();
        _server = await StartServerAsync();
    }

    [Fact]
    public async Task Deliver_Success_SendsTheSignedResultOnce()
    {
        await CreateAsync(_receiver.Platform);
        await DeliveredAsync();

        var got = Assert.Single(_receiver.Received);
        Assert.Equal(("""{"result":"word 0 word 1"}""", "application/json", "/hook?key=1"), (got.Body, got.ContentType, got.Target));
        var signer = new WebhookSigner(Options.Create(new WebhooksOptions { Secrets = [Secret] }));
        Assert.Equal(signer.Sign("", got.Id, long.Parse(got.Timestamp, CultureInfo.InvariantCulture), got.Body), got.Signature);
    }

    [Fact]
    public async Task Deliver_TenantWithItsOwnSecret_SignsWithIt()
    {
        const string Own = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        await _server.StopAsync();
        await using var server = await new OperationsHost(
            TheStore,
            _transcriber,
            _clock,
            ("Webhooks:Secrets:0", Secret),
            ("Webhooks:TenantSecrets:acme:0", Own)).StartAsync();

        await server.Operations.CreateAsync(Examples.Remote(webhook: _receiver.Platform).By("acme"), default);
        await Until.TrueAsync(() => _receiver.Received.Count == 1);

        var got = Assert.Single(_receiver.Received);
        var signer = new WebhookSigner(Options.Create(new WebhooksOptions { Secrets = [Own] }));
        Assert.Equal(signer.Sign("", got.Id, long.Parse(got.Timestamp, CultureInfo.InvariantCulture), got.Body), got.Signature);
    }

    [Fact]
    public async Task Deliver_FailedOperation_SendsTheError()
    {
        _transcriber.BeforeWindow = (_, _, _) => throw new TranscriptionException(TranscriptionError.AudioUnreadable, "not audio");
        await CreateAsync(_receiver.Platform);
        await DeliveredAsync();

        Assert.Equal("""{"status":"error","details":"not audio"}""", Assert.Single(_receiver.Received).Body);
    }

    [Fact]
    public async Task Deliver_CancelledOperation_SendsTheState()
    {
        _transcriber.BeforeWindow = (_, _, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        var operation = await CreateAsync(_receiver.Operation);
        await _server.Operations.CancelAsync(operation.Id, default);
        await DeliveredAsync();

        Assert.StartsWith(
            $$"""{"name":"{{operation.Name}}","state":"CANCELLED",""",
            Assert.Single(_receiver.Received).Body,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("redirect")]
    [InlineData("reset")]
    [InlineData("hang")]
    public async Task Deliver_FirstAttemptFails_RetriesAfterFiveSecondsWithTheSameIdAndBody(string fault)
    {
        _receiver.Answer = (context, number) => number > 1 ? Task.CompletedTask : FailAsync(context, fault);
        await CreateAsync(_receiver.Platform);
        await FirstReceiptAsync();
        if (fault == "hang")
            _clock.Advance(new WebhooksOptions().Timeout);
        await FirstFailureAsync();
        var failed = _clock.GetUtcNow().ToUnixTimeSeconds();
        await ReceivedAsync(2);
        await DeliveredAsync();

        var (first, second) = (_receiver.Received.First(), _receiver.Received.Last());
        Assert.Equal(first with { Timestamp = second.Timestamp, Signature = second.Signature }, second);
        Assert.NotEqual(first.Timestamp, second.Timestamp);
        // The seconds are fake, and they pass quickly while a busy machine schedules its threads. The next wait has 300.
        Assert.InRange(long.Parse(second.Timestamp, CultureInfo.InvariantCulture) - failed, 5, 299);
        Assert.NotEqual(first.Signature, second.Signature);
    }

    [Fact]
    public async Task Deliver_429WithRetryAfter_WaitsAsLong()
    {
        _receiver.Answer = (context, number) =>
        {
            context.Response.StatusCode = number == 1 ? StatusCodes.Status429TooManyRequests : StatusCodes.Status200OK;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        await CreateAsync(_receiver.Platform);
        await FirstFailureAsync();

        await _clock.PassAsync(TimeSpan.FromSeconds(110), TimeSpan.FromSeconds(10));
        Assert.Single(_receiver.Received);
        await ReceivedAsync(2);
    }

    [Fact]
    public async Task Deliver_410_StopsForGood()
    {
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };
        await CreateAsync(_receiver.Platform);

        var dead = await DeadAsync();
        await _clock.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        Assert.Single(_receiver.Received);
        Assert.Equal(("status 410", 1), (dead.Error, dead.Failures));
    }

    [Fact]
    public async Task Deliver_FailsForFourDays_IsDeadUntilResent()
    {
        _receiver.Answer = (context, number) =>
        {
            context.Response.StatusCode = number <= 10 ? StatusCodes.Status500InternalServerError : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        await CreateAsync(_receiver.Platform);
        for (var failures = 1; failures < 10; failures++)
        {
            await FailuresAsync(failures);
            // This is beyond the longest wait. During the attempt, time passes in small steps.
            _clock.Advance(TimeSpan.FromHours(27));
        }
        var dead = await DeadAsync();
        Assert.Equal((10, 10, "status 500"), (_receiver.Received.Count, dead.Failures, dead.Error));

        await _server.DeadLetters.ResendAsync(dead.Id, default);
        await DeliveredAsync();

        Assert.Equal(11, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(got => (got.Id, got.Body)).Distinct());
        Assert.Empty(await DeadLettersAsync());
        await Assert.ThrowsAsync<OperationException>(() => _server.DeadLetters.ResendAsync(dead.Id, default));
    }

    [Fact]
    public async Task Deliver_OneReceiverHangs_OthersGetTheirs()
    {
        await using var slow = await WebhookReceiver.StartAsync();
        slow.Answer = (context, _) => FailAsync(context, "hang");
        for (var i = 0; i < 40; i++)
            await CreateAsync(slow.Platform);
        await CreateAsync(_receiver.Platform);

        await FirstReceiptAsync();

        await Until.TrueAsync(() => !slow.Received.IsEmpty);
        Assert.InRange(slow.Received.Count, 1, WebhooksOptions.DefaultMaxConcurrentPerReceiver);
    }

    [Fact]
    public async Task Deliver_AnswersWithoutDelay_DeliversAll()
    {
        await _server.StopAsync();
        for (var i = 0; i < 10; i++)
            await _server.Operations.CancelAsync((await CreateAsync(_receiver.Platform)).Id, default);

        await using var next = new OperationsHost(TheStore, _transcriber, _clock) { Handler = new ImmediateHandler() };
        await next.StartAsync();

        await CountAsync("SELECT COUNT(*) FROM deliveries", 0);
    }

    [Fact]
    public async Task Stop_DuringAnAttempt_TheNextProcessSendsItAgain()
    {
        _receiver.Answer = (context, number) => number == 1 ? FailAsync(context, "hang") : Task.CompletedTask;
        await CreateAsync(_receiver.Platform);
        await FirstReceiptAsync();

        await _server.StopAsync();
        await using var next = await StartServerAsync();
        await ReceivedAsync(2);

        Assert.Single(_receiver.Received.Select(got => (got.Id, got.Body)).Distinct());
    }

    protected override async ValueTask CloseAsync()
    {
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    // Completes synchronously, as a fast connection can.
    private sealed class ImmediateHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage());
    }

    private static async Task FailAsync(HttpContext context, string fault)
    {
        switch (fault)
        {
            case "500":
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case "redirect":
                context.Response.Redirect("/hook?key=1", permanent: false, preserveMethod: true);
                break;
            case "reset":
                context.Abort();
                break;
            default:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }
    }

    private Task<OperationsHost> StartServerAsync() =>
        new OperationsHost(TheStore, _transcriber, _clock, ("Webhooks:Secrets:0", Secret)).StartAsync();

    private Task<Operation> CreateAsync(Webhook webhook) => _server.Operations.CreateAsync(Examples.Remote(webhook: webhook), default);

    // A signal starts the first attempt, so the clock stands still and no attempt times out on a busy machine.
    private Task FirstReceiptAsync() => Until.TrueAsync(() => !_receiver.Received.IsEmpty);

    private Task FirstFailureAsync() =>
        Until.TrueAsync(async () => await _server.CountAsync("SELECT COUNT(*) FROM deliveries WHERE failures = 1") == 1);

    private Task ReceivedAsync(int count) =>
        Until.TrueAsync(() => _receiver.Received.Count == count, _clock, TimeSpan.FromMilliseconds(100));

    private Task FailuresAsync(int count) => CountAsync($"SELECT COUNT(*) FROM deliveries WHERE failures = {count}", 1);

    private Task DeliveredAsync() => CountAsync("SELECT COUNT(*) FROM deliveries", 0, afterReceipt: true);

    private Task CountAsync(string sql, int expected, bool afterReceipt = false) => Until.TrueAsync(
        async () => (!afterReceipt || !_receiver.Received.IsEmpty)
            && await _server.CountAsync(sql) == expected,
        _clock,
        Creep);

    private async Task<IReadOnlyList<Delivery>> DeadLettersAsync() => (await _server.DeadLetters.ListAsync(0, "", default)).Deliveries;

    private async Task<Delivery> DeadAsync()
    {
        await Until.TrueAsync(async () => (await DeadLettersAsync()).Count == 1, _clock, Creep);
        return Assert.Single(await DeadLettersAsync());
    }
}
