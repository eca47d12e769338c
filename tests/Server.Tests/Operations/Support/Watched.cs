using Google.LongRunning;
using Grpc.Core;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>Everything that a watcher saw of an operation until its end.</summary>
internal sealed record Watched(IReadOnlyList<Segment> Segments, IReadOnlyList<TranscribeMetadata> Progress, Operation? Done)
{
    public static async Task<Watched> ReadAsync(ServerClients clients, string name)
    {
        using var call = clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = name });
        return await ReadAsync(call.ResponseStream);
    }

    /// <summary>Reads the rest of a stream; fails if a message follows the end.</summary>
    public static async Task<Watched> ReadAsync(IAsyncStreamReader<WatchTranscriptionResponse> stream)
    {
        var (segments, progress, done) = (new List<Segment>(), new List<TranscribeMetadata>(), default(Operation));
        await foreach (var response in stream.ReadAllAsync())
        {
            Assert.Null(done);
            if (response.EventCase == WatchTranscriptionResponse.EventOneofCase.Segment)
                segments.Add(response.Segment);
            else if (response.EventCase == WatchTranscriptionResponse.EventOneofCase.Progress)
                progress.Add(response.Progress);
            else
                done = response.Done;
        }
        return new Watched(segments, progress, done);
    }
}
