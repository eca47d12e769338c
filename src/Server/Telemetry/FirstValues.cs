using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Telemetry;

/// <summary>Gives the counters of calls their zeros when the host starts, so that the first scrape has them.</summary>
internal sealed class FirstValues : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Refusals.Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
