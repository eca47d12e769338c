using System.CommandLine;
using Grpc.Net.Client;
using Transcribe.Bench.Load;

namespace Transcribe.Bench.Backlog;

/// <summary>The <c>backlog</c> command.</summary>
internal static class BacklogCommand
{
    public static Command Create(TimeProvider time)
    {
        var target = TargetOption.Create();
        var audio = new Option<FileInfo>("--audio") { Description = "An audio file", Required = true }.AcceptExistingOnly();
        var seconds = new Option<int>("--seconds")
        {
            Description = "Duration in seconds to which the audio is repeated or cut",
            DefaultValueFactory = _ => 30,
        };
        var queued = new Option<int>("--queued") { Description = "Number of operations in each round", DefaultValueFactory = _ => 1000 };
        var creators = new Option<int>("--creators")
        {
            Description = "Number of concurrent callers that create operations",
            DefaultValueFactory = _ => 16,
        };
        var callers = new Option<int>("--callers") { Description = "Number of concurrent direct callers", DefaultValueFactory = _ => 8 };
        var requests = new Option<int>("--requests")
        {
            Description = "Number of direct calls before and after the operations of each round",
            DefaultValueFactory = _ => 200,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Number of rounds, each a row of the table",
            DefaultValueFactory = _ => 3,
        };

        var command = new Command(
            "backlog",
            "Measures the creation rate of operations and the throughput of a backlog of them, compared with direct calls with the "
                + "same audio.")
        {
            target, audio, seconds, queued, creators, callers, requests, rounds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.GetRequiredValue(target);
            var content = await SpeechAudio.RepeatAsync(
                parsed.GetRequiredValue(audio).FullName, TimeSpan.FromSeconds(parsed.GetValue(seconds)), time);
            using var channel = GrpcChannel.ForAddress(
                server, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false }, DisposeHttpClient = true });
            var direct = new DirectCalls(server, content, parsed.GetValue(callers), parsed.GetValue(requests), time);
            var round = new BacklogRound(
                new Backlog(channel, content, time), direct, parsed.GetValue(queued), parsed.GetValue(creators), time);
            Console.WriteLine(BacklogTable.Head);
            var results = new List<BacklogResult>();
            for (var row = 0; row < parsed.GetValue(rounds); row++)
            {
                results.Add(await round.RunAsync(cancellationToken));
                Console.WriteLine(BacklogTable.Row(results[^1]));
            }
            if (results.Count > 1)
                Console.WriteLine(BacklogTable.Row(BacklogResult.Mean(results)));
        });
        return command;
    }
}
