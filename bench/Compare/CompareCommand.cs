using System.CommandLine;
using Transcribe.Bench.Load;
using Transcribe.V1;

namespace Transcribe.Bench.Compare;

/// <summary><c>compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(TimeProvider time)
    {
        var ours = TargetOption.Create("--ours", "The service");
        var theirs = TargetOption.Create("--theirs", "whisper.cpp's server");
        var audio = new Option<FileInfo>("--audio") { Description = "An audio file", Required = true }.AcceptExistingOnly();
        var seconds = new Option<int>("--seconds") { Description = "The audio is repeated or cut to this many seconds, as WAV", DefaultValueFactory = _ => 30 }.Positive();
        var callers = new Option<int>("--callers") { Description = "Callers at once, each on a connection of its own", DefaultValueFactory = _ => 1 }.Positive();
        var calls = new Option<int?>("--calls") { Description = "Of a round, over all callers; one each where it is not given" }.Positive();
        var rounds = new Option<int>("--rounds") { Description = "Turns of each server", DefaultValueFactory = _ => 3 }.Positive();
        var context = new Option<int>("--audio-context") { Description = "Encoder positions of 20 ms that whisper.cpp is told to use; 0 for all" };
        var name = new Option<string>("--name") { Description = "What the row is called", DefaultValueFactory = _ => "compare" };
        var header = new Option<bool>("--header") { Description = "Print the table's head first" };

        var command = new Command("compare", "Sends the same calls to the service and to whisper.cpp's server in turns, and prints a row of a Markdown table; fails when a call did.")
        {
            ours, theirs, audio, seconds, callers, calls, rounds, context, name, header,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var wav = await SpeechAudio.RepeatAsync(parsed.GetRequiredValue(audio).FullName, duration, time);
            var count = parsed.GetValue(callers);
            var config = new TranscriptionConfig { LanguageCodes = { "en" }, Temperature = 0 };
            var service = Callers(count, () => new GrpcTranscribeClient(parsed.GetRequiredValue(ours), wav, stream: false, config));
            var whisperCpp = Callers(count, () => new WhisperCppClient(parsed.GetRequiredValue(theirs), wav, duration, parsed.GetValue(context)));
            var comparison = new Comparison(service, whisperCpp, parsed.GetValue(calls) ?? count, time);
            var results = new List<ComparisonRound>();
            try
            {
                while (results.Count < parsed.GetValue(rounds))
                    results.Add(await comparison.RunAsync(cancellationToken));
            }
            catch (CallFailedException failure)
            {
                await Console.Error.WriteLineAsync($"A call failed: {failure.Status}");
                return 1;
            }
            finally
            {
                foreach (var client in service.Concat(whisperCpp))
                    client.Dispose();
            }

            if (parsed.GetValue(header))
                Console.WriteLine(ComparisonTable.Head);
            Console.WriteLine(ComparisonTable.Row(parsed.GetRequiredValue(name), results));
            return 0;
        });
        return command;
    }

    private static ITranscribeClient[] Callers(int count, Func<ITranscribeClient> connect) => [.. Enumerable.Range(0, count).Select(_ => connect())];
}
