using Microsoft.Extensions.Hosting;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription;

/// <summary>
/// Gives the counters of each model their zeros and starts its gauges when the host starts, so that the first scrape has them. Exporters
/// listen by then, because they start first.
/// </summary>
internal sealed class FirstValues(ModelCatalog models, TranscriptionMeter meter, ModelGauges gauges) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        gauges.Start();
        foreach (var model in models.Entries)
        {
            meter.Begin(model.Name);
            WindowMeter.Begin(model.Name);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
