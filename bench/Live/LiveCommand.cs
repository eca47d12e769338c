using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.V1;

namespace Transcribe.Bench.Live;

/// <summary><c>live</c>.</summary>
internal static class LiveCommand
{
    /// <summary>A stream is kept up with when its finals come within this of the end of the silence after the speech, in seconds, 95 times in 100.</summary>
    private const double KeptUp = 1.5;

    public static Command Create(TimeProvider time)
    {
        var target = TargetOption.Create();
        var manifest = new Option<FileInfo>("--manifest") { Description = "Recordings with the times of their words", Required = true }.AcceptExistingOnly();
        var streams = new Option<int[]>("--streams") { Description = "Streams at once; a row for each number", DefaultValueFactory = _ => [4], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Recordings that each stream sends, one after the other", DefaultValueFactory = _ => 4 };
        var chunk = new Option<int>("--chunk") { Description = "Milliseconds of audio in a message", DefaultValueFactory = _ => 100 };
        var interim = new Option<int>("--interim-interval") { Description = "Milliseconds", DefaultValueFactory = _ => 500 };
        var speechEnd = new Option<int>("--speech-end-timeout") { Description = "Milliseconds", DefaultValueFactory = _ => 600 };

        var command = new Command("live", "Streams recordings as microphones would, and prints what somebody who watches sees; stops at the first number of streams that is not kept up with.")
        {
            target, manifest, streams, rounds, chunk, interim, speechEnd,
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
                new Transcriber.TranscriberClient(channel),
                TimeSpan.FromMilliseconds(parsed.GetValue(chunk)), TimeSpan.FromMilliseconds(parsed.GetValue(interim)), silence, time);
            Console.WriteLine(LiveTable.Head);
            foreach (var count in parsed.GetRequiredValue(streams))
            {
                var traces = await Task.WhenAll(Enumerable.Range(0, count).Select(stream => RunAsync(call, files, stream, parsed.GetValue(rounds), time, cancellationToken)));
                LiveTrace[] done = [.. traces.SelectMany(trace => trace.Done)];
                LiveScore[] scores = [.. done.Select(trace => new LiveScore(trace, silence))];
                var failed = traces.Sum(trace => trace.Failed);
                Console.WriteLine(LiveTable.Row(count, scores, failed, done.Sum(trace => trace.File.Samples.Length / 2.0 / SpokenFile.SampleRate)));
                if (failed > 0 || LiveTable.Percentile(scores.SelectMany(score => score.FinalLag), 95) > KeptUp)
                    return 1;
            }

            return 0;
        });
        return command;
    }

    // Streams begin apart, as people do, and each with another recording.
    private static async Task<(List<LiveTrace> Done, int Failed)> RunAsync(LiveCall call, IReadOnlyList<SpokenFile> files, int stream, int rounds, TimeProvider time, CancellationToken cancellationToken)
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
