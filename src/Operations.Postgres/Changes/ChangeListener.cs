using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Postgres.Changes;

/// <summary>Receives the changes of other processes on a connection of its own.</summary>
internal sealed class ChangeListener(
    IOptions<PostgresStoreOptions> options,
    IChangeFeed feed,
    ChangeSource source,
    ILogger<ChangeListener> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connections = PostgresConnections.CreateListener(options.Value.ConnectionString!);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(connections, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                logger.ChangesInterrupted(fault);
                await Task.Delay(RetryPause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(NpgsqlDataSource connections, CancellationToken stopping)
    {
        await using var connection = await connections.OpenConnectionAsync(stopping);
        connection.Notification += (_, notification) => Receive(ChangeMessage.Parse(notification.Payload));
        await using (var listen = new NpgsqlCommand($"LISTEN {ChangeMessage.Channel}", connection))
            await listen.ExecuteNonQueryAsync(stopping);
        // What changed while nobody listened.
        feed.ReceiveAll();
        while (true)
            await connection.WaitAsync(stopping);
    }

    private void Receive(ChangeMessage message)
    {
        if (message.Sender == source.Name)
            return;
        foreach (var change in message.Changes)
            feed.Receive(change);
    }
}
