using System.Globalization;
using Microsoft.Extensions.Options;
using Transcribe.Operations;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Server.Commands;

/// <summary>
/// What an operator does about webhooks that were given up: <c>webhooks list</c>, <c>webhooks resend ID</c> and <c>webhooks resend --all</c>. Works on the
/// folder that the settings name, beside a server that runs on it (which sends within seconds) or without one (the next to start sends).
/// </summary>
internal sealed class WebhookCommand(DeadLetters letters, TextWriter output)
{
    public const string Name = "webhooks";

    private const string All = "--all";
    private const string Usage = "Usage: Transcribe.Server webhooks list|resend ID|resend --all [settings]";

    /// <param name="args">What follows the name: a verb, and settings as the server takes them.</param>
    /// <param name="output">For the answer.</param>
    /// <exception cref="InvalidOperationException">There is no such verb.</exception>
    /// <exception cref="IOException">There is no such folder.</exception>
    /// <exception cref="OperationException">There is no dead letter with the id.</exception>
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
        // Never started: its services alone are used.
        await using var app = builder.Build();
        var folder = Path.GetFullPath(app.Services.GetRequiredService<IOptions<OperationsOptions>>().Value.Folder);
        if (!Directory.Exists(folder))
            throw new IOException($"{OperationsOptions.Section}:{nameof(OperationsOptions.Folder)} is no folder: {folder}");
        await verb(new WebhookCommand(app.Services.GetRequiredService<DeadLetters>(), output));
    }

    // Receivers without path and query, which may hold secrets.
    private async Task ListAsync()
    {
        foreach (var letter in await ReadAllAsync())
        {
            var died = letter.NextTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            await output.WriteLineAsync(string.Join('\t', letter.Id, died, Operation.NamePrefix + letter.OperationId, letter.Uri.Authority, letter.Error));
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

    // All before any is resent, as one that dies again would be met again.
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
