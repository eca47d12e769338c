using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Telemetry;

/// <summary>Creates the metrics of calls when the host starts, the counters with their zeros, so that the first scrape has them.</summary>
internal sealed class FirstValues : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Refusals.Begin();
        RpcMeter.Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
