using Microsoft.Extensions.Hosting;

namespace Transcribe.Transcription.Catalog;

/// <summary>
/// Loads the default model in the background when the host starts. The service cannot work without it, so a failure stops the host.
/// </summary>
internal sealed class DefaultModelService(
    ModelCatalog catalog, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first part of the load is synchronous and slow.
        await Task.Yield();
        try
        {
            await catalog.LoadDefaultAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception)
        {
            // The catalog has logged it and keeps it. If it were thrown, the host would log it again, with a stack trace.
            lifetime.StopApplication();
        }
    }
}
