using System.CommandLine;
using Transcribe.Bench.Load;
using Transcribe.V1;

namespace Transcribe.Bench.Compare;

/// <summary>The <c>compare</c> command.</summary>
internal static class CompareCommand
{
    public static Command Create(TimeProvider time)
    {
        var ours = TargetOption.Create("--ours", "The service");
        var theirs = TargetOption.Create("--theirs", "whisper.cpp's server");
        var audio = new Option<FileInfo>("--audio") { Description = "An audio file", Required = true }.AcceptExistingOnly();
        var seconds = new Option<int>("--seconds")
        {
            Description = "Duration in seconds to which the audio is repeated or cut, as WAV",
            DefaultValueFactory = _ => 30,
        }.Positive();
        var callers = new Option<int>("--callers")
        {
            Description = "Number of concurrent callers, each with its own connection",
            DefaultValueFactory = _ => 1,
        }.Positive();
        var calls = new Option<int?>("--calls") { Description = "Total number of calls in a round; default one per caller" }.Positive();
        var rounds = new Option<int>("--rounds")
        {
            Description = "Number of rounds for each server",
            DefaultValueFactory = _ => 3,
        }.Positive();
        var context = new Option<int>("--audio-context")
        {
            Description = "Number of encoder positions of 20 ms that whisper.cpp uses; 0 for all",
        };
        var name = new Option<string>("--name") { Description = "Name of the row", DefaultValueFactory = _ => "compare" };
        var header = new Option<bool>("--header") { Description = "Print the table header first" };

        var command = new Command(
            "compare",
            "Sends the same calls alternately to the service and to the whisper.cpp server, and prints a row of a Markdown table. "
                + "Fails if a call fails.")
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
            var whisperCpp = Callers(
                count, () => new WhisperCppClient(parsed.GetRequiredValue(theirs), wav, duration, parsed.GetValue(context)));
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

    private static ITranscribeClient[] Callers(int count, Func<ITranscribeClient> connect) =>
        [.. Enumerable.Range(0, count).Select(_ => connect())];
}
