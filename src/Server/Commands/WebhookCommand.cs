using System.Globalization;
using Microsoft.Extensions.Options;
using Transcribe.Operations;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Webhooks;
using Transcribe.Server.Services;

namespace Transcribe.Server.Commands;

/// <summary>
/// Lists and resends webhooks whose delivery was abandoned: <c>webhooks list</c>, <c>webhooks resend ID</c> and <c>webhooks resend
/// --all</c>. The command opens the configured store of operations. A server that is running on it sends the webhooks within seconds;
/// otherwise the next server to start on it sends them.
/// </summary>
internal sealed class WebhookCommand(IDeadLetters letters, TextWriter output)
{
    public const string Name = "webhooks";

    private const string All = "--all";
    private const string Usage = "Usage: Transcribe.Server webhooks list|resend ID|resend --all [settings]";

    /// <param name="args">The verb and the settings that follow the command name. The settings have the same syntax as those of the
    /// server.</param>
    /// <param name="output">Receives the result.</param>
    /// <exception cref="InvalidOperationException">The verb is unknown.</exception>
    /// <exception cref="IOException">The folder does not exist.</exception>
    /// <exception cref="OperationException">No dead letter has the id.</exception>
    /// <exception cref="OperationStoreException">The store cannot be read or written.</exception>
    public static Task RunAsync(string[] args, TextWriter output) => args switch
    {
        ["list", .. var settings] => RunAsync(settings, output, command => command.ListAsync()),
        ["resend", All, .. var settings] => RunAsync(settings, output, command => command.ResendAllAsync()),
        ["resend", [not '-', ..] id, .. var settings] => RunAsync(settings, output, command => command.ResendAsync(id)),
        _ => throw new InvalidOperationException(Usage),
    };

    private static async Task RunAsync(string[] settings, TextWriter output, Func<WebhookCommand, Task> verb)
    {
        var builder = TranscribeServer.CreateBuilder(settings);
        builder.Logging.ClearProviders();
        // The app is not started; the command uses its services only.
        await using var app = builder.Build();
        if (!builder.Configuration.UsesPostgres())
            app.Services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value.RequireFolder();
        await verb(new WebhookCommand(app.Services.GetRequiredService<IDeadLetters>(), output));
    }

    // The path and the query of a receiver are omitted because they may contain secrets.
    private async Task ListAsync()
    {
        foreach (var letter in await ReadAllAsync())
        {
            var died = letter.NextTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            await output.WriteLineAsync(
                string.Join('\t', letter.Id, died, Operation.NamePrefix + letter.OperationId, letter.Uri.Authority, letter.Error));
        }
    }

    private async Task ResendAllAsync()
    {
        foreach (var letter in await ReadAllAsync())
            await ResendAsync(letter.Id);
    }

    private async Task ResendAsync(string id)
    {
        await letters.ResendAsync(id, CancellationToken.None);
        await output.WriteLineAsync($"{id} is sent again");
    }

    // Reads the whole list before any letter is resent. A letter that fails again would otherwise reappear on a later page.
    private async Task<List<Delivery>> ReadAllAsync()
    {
        var all = new List<Delivery>();
        var token = "";
        do
        {
            var page = await letters.ListAsync(OperationQuery.MaxPageSize, token, CancellationToken.None);
            all.AddRange(page.Deliveries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return all;
    }
}
