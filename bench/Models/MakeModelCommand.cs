using System.CommandLine;

namespace Transcribe.Bench.Models;

/// <summary>The <c>make-model</c> command.</summary>
internal static class MakeModelCommand
{
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "Checkpoint whose dimensions the model has", Required = true };
        shape.AcceptOnlyFromAmong([.. ModelShape.Named.Keys]);
        var output = new Option<string>("--output") { Description = "Output folder", Required = true };
        var tokens = new Option<int>("--tokens")
        {
            Description = "Number of text tokens that the model generates for every window",
            DefaultValueFactory = _ => 100,
        };
        tokens.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var count and (< 1 or > Recital.MaxWords))
                result.AddError($"--tokens must be 1 to {Recital.MaxWords}, not {count}");
        });
        var seed = new Option<int>("--seed") { Description = "Seed of the random weights" };

        var command = new Command(
            "make-model",
            "Writes a Hugging Face Whisper folder with random weights. The model generates the same number of tokens for any audio.")
        {
            shape,
            output,
            tokens,
            seed,
        };
        command.SetAction(parsed =>
            new RandomModel(ModelShape.Named[parsed.GetRequiredValue(shape)], parsed.GetValue(tokens), parsed.GetValue(seed))
                .Write(parsed.GetRequiredValue(output)));
        return command;
    }
}
