using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Transcribe.Transcription.Catalog;

/// <summary>Removes models from memory that have had no use for the time that the operator allows.</summary>
internal sealed class UnusedModels(
    ModelCatalog catalog, IOptions<ModelsOptions> options, TimeProvider time, ILogger<UnusedModels> logger) : BackgroundService
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var unused = options.Value.UnloadAfter;
        if (unused == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(unused < LongestInterval ? unused : LongestInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await UnloadAsync(unused);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // A fault of native code would end the host otherwise. The next pass takes the models that are left.
    private async Task UnloadAsync(TimeSpan unused)
    {
        try
        {
            await catalog.UnloadUnusedAsync(unused);
        }
        catch (Exception fault)
        {
            logger.UnloadFailed(fault);
        }
    }
}
