using Microsoft.Extensions.Hosting;
using Npgsql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Postgres.Changes;

/// <summary>
/// Notifies the other processes of changes. Changes that occur while a notification is under way share the next one. Notifications stay out
/// of the transactions of the changes, because the server commits one transaction with a notification at a time.
/// </summary>
internal sealed class ChangeSender(PostgresDatabase database, IChangeFeed feed, ChangeSource source) : BackgroundService
{
    // A notification needs no disk. It is lost with the connections of those that listen.
    private const string Notify = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(@channel, @payload)";

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0);
    private HashSet<string> _changes = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Changed += Add;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        feed.Changed -= Add;
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(stoppingToken);
                await SendAsync(Take());
            }
            catch (Exception)
            {
                // The server stops, or the others find the changes at their next poll.
            }
        }
    }

    private void Add(string change)
    {
        lock (_lock)
        {
            if (_changes.Count == 0)
                _changed.Release();
            _changes.Add(change);
        }
    }

    private HashSet<string> Take()
    {
        lock (_lock)
        {
            var taken = _changes;
            _changes = [];
            return taken;
        }
    }

    private async Task SendAsync(HashSet<string> changes)
    {
        await using var connection = await database.Pool.OpenConnectionAsync();
        foreach (var payload in ChangeMessage.Payloads(source.Name, changes))
        {
            await using var command = new NpgsqlCommand(Notify, connection);
            command.Parameters.AddWithValue("@channel", ChangeMessage.Channel);
            command.Parameters.AddWithValue("@payload", payload);
            await command.ExecuteNonQueryAsync();
        }
    }
}
