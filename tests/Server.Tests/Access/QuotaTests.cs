using System.Net;
using System.Net.WebSockets;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations;
using Transcribe.Server.Access;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Mapping;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Access;

/// <summary>The quotas of callers.</summary>
public sealed class QuotaTests
{
    private const string First = "correct-horse-battery";
    private const string Second = "staple-horse-battery";

    // More than the quota of a minute per hour. The 10 s too much are repaid in 10 minutes.
    private static readonly TimeSpan Excess = TimeSpan.FromSeconds(70);

    private static readonly ListModelsRequest Request = new();
    private static readonly string[] TwoTenants =
        [$"Transcribe:Access:Tenants:one:Keys:0={First}", $"Transcribe:Access:Tenants:two:Keys:0={Second}"];

    [Fact]
    public async Task Calls_TenantHasItsOwnQuota_ItReplacesThatOfAll()
    {
        await using var server = await TestServer.StartAsync(
            ["Transcribe:Access:CallsPerMinute=1", "Transcribe:Access:Tenants:two:Quota:CallsPerMinute=3", .. TwoTenants]);

        Assert.Equal((1, 3), (await CountAcceptedAsync(server, First, 2), await CountAcceptedAsync(server, Second, 3)));
        // More may have been allowed in the meantime.
        await Until.TrueAsync(async () => await CountAcceptedAsync(server, Second, 1) == 0);
    }

    [Fact]
    public async Task Calls_OfTheKeysOfOneTenant_ShareItsQuota()
    {
        await using var server = await TestServer.StartAsync(
            "Transcribe:Access:CallsPerMinute=1",
            $"Transcribe:Access:Tenants:one:Keys:0={First}",
            $"Transcribe:Access:Tenants:one:Keys:1={Second}");

        Assert.Equal((1, 0), (await CountAcceptedAsync(server, First, 1), await CountAcceptedAsync(server, Second, 1)));
    }

    [Fact]
    public async Task Audio_MoreThanAllowed_RefusesNewWorkOfThisCaller()
    {
        await using var server = await TestServer.StartAsync(["Transcribe:Access:Quotas:AudioMinutesPerHour=1", .. TwoTenants]);
        var work = Silence(Excess);

        await server.Client.TranscribeAsync(work, Key(First));
        var status = await AssertExceededAsync(() => server.Client.TranscribeAsync(work, Key(First)).ResponseAsync);

        Assert.InRange(status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10.1));
        await AssertExceededAsync(
            () => server.Client.TranscribeLongRunningAsync(new TranscribeLongRunningRequest { Request = work }, Key(First)).ResponseAsync);
        using var live = server.Client.TranscribeLive(Key(First));
        await AssertExceededAsync(() => live.ResponseStream.MoveNext());
        using var generated = await server.Http.PostAsync("/generate", """{"url":"http://127.0.0.1/"}""", ("x-api-key", First));
        await Failure.AssertDetailAsync(HttpStatusCode.TooManyRequests, generated);
        Assert.NotNull(generated.Headers.RetryAfter);
        // Other calls, and other callers, are not affected.
        await server.Client.ListModelsAsync(Request, Key(First));
        await server.Client.TranscribeAsync(work, Key(Second));
    }

    [Fact]
    public async Task Audio_OfAnOperation_IsChargedToItsTenantAndNeverRefused()
    {
        await using var server = await TestServer.StartAsync(["Transcribe:Access:Quotas:AudioMinutesPerHour=1", .. TwoTenants]);
        var transcriber = server.Services.GetRequiredService<ITranscriber>();
        var work = Silence(Excess);
        var run = RequestMapping.ToCore(work, Caller.Of("one")) with { Priority = WorkPriority.Background };

        for (var operation = 0; operation < 2; operation++)
            await transcriber.TranscribeAsync(run, (_, _) => ValueTask.CompletedTask, CancellationToken.None);

        await AssertExceededAsync(() => server.Client.TranscribeAsync(work, Key(First)).ResponseAsync);
        await server.Client.TranscribeAsync(work, Key(Second));
    }

    [Fact]
    public async Task Audio_OfAnOperationWithoutKeys_IsChargedToItsAddress()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:Quotas:AudioMinutesPerHour=1");
        var work = Silence(Excess);
        var operation = await server.Client.TranscribeLongRunningAsync(new TranscribeLongRunningRequest { Request = work });
        using var watch = server.Client.WatchTranscription(new WatchTranscriptionRequest { Name = operation.Name });
        while (await watch.ResponseStream.MoveNext())
        {
            // It ends with the operation.
        }

        await AssertExceededAsync(() => server.Client.TranscribeAsync(work).ResponseAsync);
        await AssertExceededAsync(
            () => server.Client.TranscribeLongRunningAsync(new TranscribeLongRunningRequest { Request = work }).ResponseAsync);
    }

    [Fact]
    public void Audio_OwedIsRepaidEvenly_UntilTheBalanceIsPositive()
    {
        var time = new FakeTimeProvider();
        var quota = Audio(time, minutesPerHour: 10);
        var caller = new Caller("", "203.0.113.7");

        quota.Charge(caller, TimeSpan.FromMinutes(9));
        quota.Check(caller);
        quota.Charge(caller, TimeSpan.FromMinutes(6));
        var refusal = Assert.Throws<RpcException>(() => quota.Check(caller));

        // 15 of 10 minutes: 5 minutes of audio are repaid in 30 minutes.
        var delay = refusal.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan();
        Assert.Equal(TimeSpan.FromMinutes(30) + TimeSpan.FromMilliseconds(1), delay);
        quota.Check(new Caller("", "203.0.113.8"));
        time.Advance(delay - TimeSpan.FromMilliseconds(2));
        Assert.Throws<RpcException>(() => quota.Check(caller));
        time.Advance(TimeSpan.FromMilliseconds(2));
        quota.Check(caller);
    }

    [Fact]
    public async Task Streams_MoreThanAllowed_AreRefusedUntilOneEnds()
    {
        await using var server = await TestServer.StartAsync(["Transcribe:Access:Quotas:ConcurrentStreams=1", .. TwoTenants]);
        var live = server.Client.TranscribeLive(Key(First));
        await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = new LiveConfig() });
        // A stream is counted before its call begins.
        var gate = server.Services.GetRequiredService<WorkGate>();
        await Until.TrueAsync(() => gate.Count == 1);

        var watch = new WatchTranscriptionRequest { Name = "operations/none" };
        await AssertExceededAsync(() => server.Client.WatchTranscription(watch, Key(First)).ResponseStream.MoveNext());
        using var json = await server.Http.PostAsync("/v1/transcribe:stream", "{}", ("x-api-key", First));
        await Failure.AssertEnvelopeAsync(HttpStatusCode.TooManyRequests, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", json);
        Assert.Equal(TimeSpan.FromSeconds(5), json.Headers.RetryAfter?.Delta);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("x-api-key", First);
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(
            new UriBuilder(new Uri(server.Address, "/v1/transcribe:live")) { Scheme = "ws" }.Uri, CancellationToken.None));
        Assert.Equal(HttpStatusCode.TooManyRequests, socket.HttpStatusCode);
        // Unary calls, and other callers, are not affected.
        await server.Client.ListModelsAsync(Request, Key(First));
        await Failure.AssertGrpcAsync(
            StatusCode.NotFound, "OPERATION_NOT_FOUND",
            () => server.Client.WatchTranscription(watch, Key(Second)).ResponseStream.MoveNext());

        live.Dispose();
        await Until.TrueAsync(() => !IsFull(server));
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    // Only what known proxies have added counts.
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1")]
    [InlineData(null, "203.0.113.7", "127.0.0.1")]
    public async Task Account_CallPassedProxies_IsTheAddressBeforeThem(string? proxy, string forwarded, string expected)
    {
        var callers = new CallerLog();
        await using var server = await TestServer.StartAsync(
            callers.Configure, proxy is null ? [] : [$"Transcribe:Access:Proxies:0={proxy}"]);
        await server.Client.ListModelsAsync(Request, new Metadata { { "x-forwarded-for", forwarded } });
        Assert.Equal([expected], callers.Accounts);
    }

    [Fact]
    public async Task Account_CallPassedTwoProxies_IsTheAddressBeforeThem()
    {
        var callers = new CallerLog();
        await using var server = await TestServer.StartAsync(
            callers.Configure, "Transcribe:Access:Proxies:0=127.0.0.1", "Transcribe:Access:Proxies:1=10.0.0.0/8");
        await server.Client.ListModelsAsync(Request, new Metadata { { "x-forwarded-for", "198.51.100.1, 203.0.113.7, 10.1.2.3" } });
        Assert.Equal(["203.0.113.7"], callers.Accounts);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    public void AccountOf_Address_IsTheAddressOrTheNetworkOfASubscriber(string address, string expected) =>
        Assert.Equal(expected, Addresses.AccountOf(IPAddress.Parse(address)));

    private static AudioQuota Audio(TimeProvider time, int minutesPerHour)
    {
        var access = Options.Create(new AccessOptions());
        var keys = new ApiKeys(access, time, NullLogger<ApiKeys>.Instance);
        var quotas = Options.Create(new QuotaOptions { AudioMinutesPerHour = minutesPerHour });
        return new AudioQuota(new Allowances(keys, access, quotas, Options.Create(new OperationsOptions())), time);
    }

    // A watch of an operation that does not exist ends at once.
    private static bool IsFull(TestServer server)
    {
        using var watch = server.Client.WatchTranscription(new WatchTranscriptionRequest { Name = "operations/none" }, Key(First));
        var failure = Assert.ThrowsAny<Exception>(() => watch.ResponseStream.MoveNext().GetAwaiter().GetResult());
        return Assert.IsType<RpcException>(failure).StatusCode == StatusCode.ResourceExhausted;
    }

    private static async Task<int> CountAcceptedAsync(TestServer server, string key, int calls)
    {
        var accepted = 0;
        for (var call = 0; call < calls; call++)
        {
            if (await Record.ExceptionAsync(() => server.Client.ListModelsAsync(Request, Key(key)).ResponseAsync) is null)
                accepted++;
        }
        return accepted;
    }

    private static Task<Google.Rpc.Status> AssertExceededAsync(Func<Task> call) =>
        Failure.AssertGrpcAsync(StatusCode.ResourceExhausted, "QUOTA_EXCEEDED", call);

    private static TranscribeRequest Silence(TimeSpan duration) => new()
    {
        Content = ByteString.CopyFrom(new byte[(int)duration.TotalSeconds * 2 * 8000]),
        Config = new TranscriptionConfig
        {
            ExplicitDecoding = new ExplicitDecoding
            {
                Encoding = ExplicitDecoding.Types.Encoding.Linear16,
                SampleRateHertz = 8000,
                AudioChannelCount = 1,
            },
        },
    };

    private static Metadata Key(string key) => new() { { "x-api-key", key } };
}
