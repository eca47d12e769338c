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
        var starts = new Option<int>("--starts") { Description = "Starts of each model, in turns", DefaultValueFactory = _ => 5 };
        var first = new Option<bool>("--first")
        {
            Description = "Deletes what earlier starts left in the model's folder before each start",
        };
        var command = new Command("start", "Starts models in processes of their own, and prints a table of times and memory.")
        {
            models,
            starts,
            first,
        };
        command.SetAction(async (parsed, _) =>
        {
            (string Name, StartTarget Target)[] targets = [.. parsed.GetRequiredValue(models).Select(Parse)];
            var measured = targets.ToDictionary(target => target.Name, _ => new List<Start>());
            for (var round = 0; round < parsed.GetValue(starts); round++)
            {
                foreach (var (name, target) in targets)
                {
                    if (parsed.GetValue(first))
                        Forget(target.Model);
                    measured[name].Add(await StartSeries.RunAsync(target, time, fill: round == 0));
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

    private static void Forget(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "transcribe-*"))
            File.Delete(file);
    }
}
