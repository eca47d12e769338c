using System.CommandLine;

namespace Transcribe.Bench.Models;

/// <summary><c>make-model</c>.</summary>
internal static class MakeModelCommand
{
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "Which checkpoint's size", Required = true };
        shape.AcceptOnlyFromAmong([.. ModelShape.Named.Keys]);
        var output = new Option<string>("--output") { Description = "The folder to write", Required = true };
        var seed = new Option<int>("--seed") { Description = "Of the random weights" };

        var command = new Command("make-model", "Writes a Hugging Face Whisper folder with random weights.") { shape, output, seed };
        command.SetAction(parsed => new RandomModel(ModelShape.Named[parsed.GetRequiredValue(shape)], parsed.GetValue(seed)).Write(parsed.GetRequiredValue(output)));
        return command;
    }
}
