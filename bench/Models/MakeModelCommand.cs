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
        var tokens = new Option<int>("--tokens") { Description = "Text tokens that it says of every window", DefaultValueFactory = _ => 100 };
        tokens.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var count and (< 1 or > Recital.MaxWords))
                result.AddError($"--tokens must be 1 to {Recital.MaxWords}, not {count}");
        });
        var seed = new Option<int>("--seed") { Description = "Of the random weights" };

        var command = new Command("make-model", "Writes a Hugging Face Whisper folder with random weights that say so many tokens of any audio.") { shape, output, tokens, seed };
        command.SetAction(parsed =>
            new RandomModel(ModelShape.Named[parsed.GetRequiredValue(shape)], parsed.GetValue(tokens), parsed.GetValue(seed)).Write(parsed.GetRequiredValue(output)));
        return command;
    }
}
