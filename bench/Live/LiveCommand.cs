using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.V1;

namespace Transcribe.Bench.Live;

/// <summary>The <c>live</c> command.</summary>
internal static class LiveCommand
{
    /// <summary>
    /// The limit for the 95th percentile of the final lag, in seconds. The server keeps up with a stream if the lag is within the limit.
    /// The lag starts at the end of the silence after the speech.
    /// </summary>
    private const double KeptUp = 1.5;

    public static Command Create(TimeProvider time)
    {
        var target = TargetOption.Create();
        var manifest = new Option<FileInfo>("--manifest")
        {
            Description = "Manifest of recordings with word times",
            Required = true,
        }.AcceptExistingOnly();
        var model = new Option<string>("--model")
        {
            Description = "Name of the model; empty for the default one",
            DefaultValueFactory = _ => "",
        };
        var streams = new Option<int[]>("--streams")
        {
            Description = "Numbers of concurrent streams, a row for each",
            DefaultValueFactory = _ => [4],
            AllowMultipleArgumentsPerToken = true,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Number of recordings that each stream sends in sequence",
            DefaultValueFactory = _ => 4,
        };
        var chunk = new Option<int>("--chunk")
        {
            Description = "Duration of the audio in a message, in milliseconds",
            DefaultValueFactory = _ => 100,
        };
        var interim = new Option<int>("--interim-interval")
        {
            Description = "Interval of interim results in milliseconds",
            DefaultValueFactory = _ => 500,
        };
        var speechEnd = new Option<int>("--speech-end-timeout")
        {
            Description = "Silence that ends an utterance, in milliseconds",
            DefaultValueFactory = _ => 600,
        };

        var command = new Command(
            "live",
            "Streams recordings like microphones, and prints latency, stability and accuracy. "
                + "Stops at the first number of streams that the server does not keep up with.")
        {
            target, manifest, model, streams, rounds, chunk, interim, speechEnd,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var files = await SpokenFile.ReadAsync(parsed.GetRequiredValue(manifest).FullName, time);
            var silence = TimeSpan.FromMilliseconds(parsed.GetValue(speechEnd));
            using var channel = GrpcChannel.ForAddress(parsed.GetRequiredValue(target), new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
                DisposeHttpClient = true,
            });
            var call = new LiveCall(
                new Transcriber.TranscriberClient(channel), parsed.GetRequiredValue(model),
                TimeSpan.FromMilliseconds(parsed.GetValue(chunk)), TimeSpan.FromMilliseconds(parsed.GetValue(interim)), silence, time);
            Console.WriteLine(LiveTable.Head);
            foreach (var count in parsed.GetRequiredValue(streams))
            {
                var traces = await Task.WhenAll(Enumerable.Range(0, count)
                    .Select(stream => RunAsync(call, files, stream, parsed.GetValue(rounds), time, cancellationToken)));
                LiveTrace[] done = [.. traces.SelectMany(trace => trace.Done)];
                LiveScore[] scores = [.. done.Select(trace => new LiveScore(trace, silence))];
                var failed = traces.Sum(trace => trace.Failed);
                Console.WriteLine(
                    LiveTable.Row(count, scores, failed, done.Sum(trace => trace.File.Samples.Length / 2.0 / SpokenFile.SampleRate)));
                if (failed > 0 || LiveTable.Percentile(scores.SelectMany(score => score.FinalLag), 95) > KeptUp)
                    return 1;
            }

            return 0;
        });
        return command;
    }

    // Streams start at different times, and each with a different recording.
    private static async Task<(List<LiveTrace> Done, int Failed)> RunAsync(
        LiveCall call, IReadOnlyList<SpokenFile> files, int stream, int rounds, TimeProvider time, CancellationToken cancellationToken)
    {
        var (done, failed) = (new List<LiveTrace>(), 0);
        await Task.Delay(TimeSpan.FromMilliseconds(137 * stream % 1000), time, cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                done.Add(await call.RunAsync(files[(stream + (round * 5)) % files.Count], cancellationToken));
            }
            catch (RpcException exception)
            {
                await Console.Error.WriteLineAsync(exception.Status.ToString());
                failed++;
            }
        }

        return (done, failed);
    }
}
