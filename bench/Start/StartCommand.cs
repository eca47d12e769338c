using System.CommandLine;
using System.Text.Json;
using Transcribe.Core;

namespace Transcribe.Bench.Start;

/// <summary>The <c>start</c> command, and the command of the processes that it starts.</summary>
internal static class StartCommand
{
    public const string Once = "start-once";

    public static Command Create(TimeProvider time)
    {
        var models = new Option<string[]>("--model")
        {
            Description = "NAME=FOLDER=PRECISION for a Whisper folder, NAME=FILE for a ggml file",
            Required = true,
        };
        var peers = new Option<string[]>("--peer")
        {
            Description = "NAME=PROGRAM=ARGUMENT=… for another engine's program that reports as start-once does",
        };
        var starts = new Option<int>("--starts") { Description = "Starts of each model, in turns", DefaultValueFactory = _ => 5 };
        var first = new Option<bool>("--first")
        {
            Description = "Deletes what earlier starts left in the models' folders before each start",
        };
        var command = new Command("start", "Starts models in processes of their own, and prints a table of times and memory.")
        {
            models,
            peers,
            starts,
            first,
        };
        command.SetAction(async (parsed, _) =>
        {
            (string Name, StartTarget Target)[] targets = [.. parsed.GetRequiredValue(models).Select(Parse)];
            (string Name, StartProgram Program)[] programs =
            [
                .. targets.Select(target => (target.Name, StartProgram.Of(target.Target))),
                .. (parsed.GetValue(peers) ?? []).Select(ParsePeer),
            ];
            var measured = programs.ToDictionary(program => program.Name, _ => new List<Start>());
            for (var round = 0; round < parsed.GetValue(starts); round++)
            {
                foreach (var (name, program) in programs)
                {
                    if (parsed.GetValue(first))
                        Forget(targets.Select(target => target.Target.Model));
                    measured[name].Add(await StartSeries.RunAsync(program, time, fill: round == 0));
                }
            }

            Console.WriteLine(StartTable.Head);
            foreach (var (name, series) in measured)
                Console.WriteLine(StartTable.Row(name, series));
            Console.WriteLine("\n| model | stages, ms: least / median |\n| --- | --- |");
            foreach (var (name, series) in measured.Where(series => series.Value[0].Report.Stages.Count > 0))
                Console.WriteLine(StartTable.Stages(name, series));
        });
        return command;
    }

    /// <summary>The command of a process that starts a model once: a line when it is ready, then the report.</summary>
    public static Command CreateOnce(TimeProvider time)
    {
        var model = new Option<string>("--model") { Required = true };
        var precision = new Option<Precision>("--precision") { Required = true };
        var fill = new Option<bool>("--fill");
        var command = new Command(Once) { model, precision, fill };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var target = new StartTarget(parsed.GetRequiredValue(model), parsed.GetRequiredValue(precision));
            var report = await StartOnce.RunAsync(
                target, time, parsed.GetValue(fill), () => Console.WriteLine(StartSeries.ReadyLine));
            Console.WriteLine(JsonSerializer.Serialize(report));
        });
        return command;
    }

    private static (string Name, StartTarget Target) Parse(string text) => text.Split('=') switch
    {
        [var name, var model, var precision] => (name, new(model, Enum.Parse<Precision>(precision, ignoreCase: true))),
        [var name, var model] => (name, new(model, Precision.Auto)),
        _ => throw new FormatException($"--model {text} is not NAME=FOLDER=PRECISION or NAME=FILE"),
    };

    private static (string Name, StartProgram Program) ParsePeer(string text) => text.Split('=') switch
    {
        [var name, var path, .. var arguments] => (name, new StartProgram(path, arguments)),
        _ => throw new FormatException($"--peer {text} is not NAME=PROGRAM=ARGUMENT=…"),
    };

    private static void Forget(IEnumerable<string> folders)
    {
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "transcribe-*")))
            File.Delete(file);
    }
}
