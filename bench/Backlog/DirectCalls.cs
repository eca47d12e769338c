using Transcribe.Bench.Load;
using Transcribe.V1;

namespace Transcribe.Bench.Backlog;

/// <summary>Measures the throughput of synchronous calls, as a baseline for the backlog.</summary>
internal sealed class DirectCalls(Uri target, byte[] audio, int callers, int requests, TimeProvider time)
{
    /// <summary>Returns the audio seconds per second over all callers.</summary>
    /// <exception cref="InvalidOperationException">A call failed.</exception>
    public async Task<double> MeasureAsync(CancellationToken cancellationToken)
    {
        ITranscribeClient[] clients =
        [
            .. Enumerable.Range(0, callers).Select(_ => new GrpcTranscribeClient(target, audio, stream: false, new TranscriptionConfig())),
        ];
        try
        {
            var result = await new LoadRun(clients, new LoadLimit(requests, null), memory: null, time).RunAsync(cancellationToken);
            return result.Errors.Any()
                ? throw new InvalidOperationException($"Direct calls failed: {string.Join(", ", result.Errors)}")
                : result.Audio / result.Wall;
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }
}
