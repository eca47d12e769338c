using Google.LongRunning;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.V1;
using OperationsClient = Google.LongRunning.Operations.OperationsClient;

namespace Transcribe.Bench.Backlog;

/// <summary>Creates operations faster than the server runs them, and waits for their ends.</summary>
/// <param name="channel">The connection to the server.</param>
/// <param name="audio">The inline audio of each operation.</param>
/// <param name="time">The clock.</param>
internal sealed class Backlog(ChannelBase channel, byte[] audio, TimeProvider time)
{
    private readonly Transcriber.TranscriberClient _transcriber = new(channel);
    private readonly OperationsClient _operations = new(channel);
    private readonly TranscribeLongRunningRequest _request = new()
    {
        Request = new TranscribeRequest { Content = UnsafeByteOperations.UnsafeWrap(audio) },
    };

    /// <summary>Creates operations from several concurrent callers.</summary>
    /// <exception cref="RpcException">The server rejected an operation.</exception>
    public async Task<IReadOnlyList<Creation>> CreateAsync(int count, int callers, CancellationToken cancellationToken)
    {
        var creations = new Creation[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (index, token) =>
        {
            var started = time.GetTimestamp();
            var operation = await _transcriber.TranscribeLongRunningAsync(_request, cancellationToken: token);
            creations[index] = new Creation(operation.Name, time.GetElapsedTime(started));
        });
        return creations;
    }

    /// <summary>Waits for the ends of all operations.</summary>
    /// <exception cref="RpcException">The connection to the server failed.</exception>
    /// <exception cref="InvalidOperationException">An operation failed.</exception>
    public async Task<IReadOnlyList<Completion>> DrainAsync(IReadOnlyList<Creation> creations, CancellationToken cancellationToken)
    {
        var completions = new List<Completion>();
        foreach (var creation in creations)
        {
            Operation operation;
            do
                operation = await _operations.WaitOperationAsync(
                    new WaitOperationRequest { Name = creation.Name }, cancellationToken: cancellationToken);
            while (!operation.Done);
            if (operation.Error is { } error)
                throw new InvalidOperationException($"{operation.Name} failed: {error.Message}");
            var coverage = operation.Response.Unpack<TranscribeResponse>().Coverage;
            completions.Add(
                new Completion(operation.Metadata.Unpack<TranscribeMetadata>().UpdateTime.ToDateTimeOffset(), coverage.Audio.ToTimeSpan()));
        }

        return completions;
    }
}

/// <summary>An operation that the server acknowledged.</summary>
/// <param name="Name">The resource name, operations/{id}.</param>
/// <param name="Latency">The time from the request to the acknowledgement.</param>
internal sealed record Creation(string Name, TimeSpan Latency);

/// <summary>An operation that succeeded.</summary>
/// <param name="At">The end time by the clock of the server.</param>
/// <param name="Audio">The duration of the transcribed audio.</param>
internal sealed record Completion(DateTimeOffset At, TimeSpan Audio);
