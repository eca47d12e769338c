using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Records whose columns have values that no version of the program writes.</summary>
public sealed class WildColumnTests : IAsyncDisposable
{
    private static readonly string[] Columns =
    [
        "state", "request", "fingerprint", "request_id", "webhook_uri", "webhook_kind", "create_time", "start_time", "update_time",
        "end_time", "expire_time", "attempt", "failures", "not_before", "lease_owner", "lease_time", "audio", "processed", "resume",
        "failure", "summary", "lapses", "alone", "remote", "begun", "bytes",
    ];

    private static readonly string[] DeliveryColumns =
    [
        "tenant", "operation_id", "uri", "body", "attempt", "failures", "create_time", "next_time", "set_time", "error", "receiver",
    ];

    private static readonly string[] Values =
        ["9223372036854775807", "-9223372036854775808", "-5", "2.5", "'wild'", "'7'", "X'FF00'", "NULL"];

    private readonly TestFolder _folder = new();
    private readonly OperationsHost _server;

    public WildColumnTests() => _server = new OperationsHost(_folder.Path, new ScriptedTranscriber(1));

    public static TheoryData<string> WildColumns => [.. Columns];

    public static TheoryData<string> WildDeliveryColumns => [.. DeliveryColumns];

    [Theory]
    [MemberData(nameof(WildColumns))]
    public async Task List_WildValue_ReturnsTheOthers(string column)
    {
        foreach (var state in new[] { "Queued", "Running", "Succeeded" })
        {
            var (intact, wild) = (await CreateAsync(), await CreateAsync());
            var end = state == "Succeeded" ? "1" : "NULL";
            _server.Execute($"UPDATE operations SET state = '{state}', end_time = {end} WHERE id = '{wild}'");
            foreach (var value in Values)
            {
                Spoil("operations", column, value, wild);

                var page = await _server.Operations.ListAsync(new OperationQuery { PageSize = 1000 }, default);
                Assert.Contains(page.Operations, listed => listed.Id == intact && listed.State == OperationState.Queued);
                await _server.Operations.GetAsync(wild, default);
                await PageThroughAsync();
            }
        }
    }

    [Theory]
    [MemberData(nameof(WildColumns))]
    public async Task Run_WildValue_EndsAndTheOthersSucceed(string column)
    {
        var (intact, wild) = (new List<string>(), new List<string>());
        foreach (var value in Values)
        {
            intact.Add(await CreateAsync());
            wild.Add(await CreateAsync());
            Spoil("operations", column, value, wild[^1]);
            wild.Add(await CreateAsync());
            _server.Execute(
                $"UPDATE operations SET state = 'Running', attempt = 1, lease_owner = 'dead', lease_time = 1 WHERE id = '{wild[^1]}'");
            Spoil("operations", column, value, wild[^1]);
        }

        await _server.StartAsync();

        foreach (var id in intact)
            Assert.Equal(OperationState.Succeeded, (await _server.EndAsync(id)).State);
        foreach (var id in wild)
            await AssertEndsAsync(id);
        // An operation that takes several attempts, or none, would keep the next one from being claimed.
        Assert.Equal(OperationState.Succeeded, (await _server.EndAsync(await CreateAsync())).State);
    }

    [Theory]
    [MemberData(nameof(WildDeliveryColumns))]
    public async Task Deliver_WildValue_SendsTheOthers(string column)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        foreach (var value in Values)
        {
            var (intact, wild) = (await CreateAsync(receiver.Operation), await CreateAsync(receiver.Operation));
            await _server.Operations.CancelAsync(intact, default);
            await _server.Operations.CancelAsync(wild, default);
            var id = await _server.Database.ReadAsync(
                db => db.FindAsync("SELECT id FROM deliveries WHERE operation_id = @id", row => row.GetString(0), ("@id", wild)),
                default);
            Spoil("deliveries", column, value, id!);
        }

        await _server.StartAsync();

        await Until.TrueAsync(async () => await _server.CountAsync("SELECT COUNT(*) FROM deliveries WHERE state = 'Pending'") == 0);
        Assert.InRange(receiver.Received.Count, Values.Length, 2 * Values.Length);
        await _server.Deliveries.ListDeadAsync(ListPosition.Start, 100, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<string> CreateAsync(Webhook? webhook = null) =>
        (await _server.Operations.CreateAsync(Examples.Remote(webhook: webhook), default)).Id;

    // Constraints refuse some nulls. UPDATE OR IGNORE then leaves the row as it is.
    private void Spoil(string table, string column, string value, string id) =>
        _server.Execute($"UPDATE OR IGNORE {table} SET {column} = {value} WHERE id = '{id}'");

    private async Task AssertEndsAsync(string id)
    {
        var ended = await _server.EndAsync(id);
        // 7 failures are as good as any.
        if (ended.State == OperationState.Failed && ended.Failures != 7)
            Assert.Equal(OperationFailure.Unreadable, ended.Failure);
    }

    private async Task PageThroughAsync()
    {
        var (token, pages) = ("", 0);
        do
        {
            token = (await _server.Operations.ListAsync(new OperationQuery { PageSize = 1, PageToken = token }, default)).NextPageToken;
            Assert.InRange(++pages, 1, 20);
        }
        while (token.Length > 0);
    }
}
