using System.CommandLine;
using Transcribe.ToGgml;

namespace Transcribe.Bench.Models;

/// <summary>The <c>to-ggml</c> command.</summary>
internal static class ToGgmlCommand
{
    private const string F16 = "f16";
    private const string Q8 = "q8_0";

    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model")
        {
            Description = "A Hugging Face Whisper folder",
            Required = true,
        }.AcceptExistingOnly();
        var output = new Option<string>("--output") { Description = "Output file", Required = true };
        var type = new Option<string>("--type") { Description = "Type of matrices", DefaultValueFactory = _ => F16 };
        type.AcceptOnlyFromAmong(F16, Q8);

        var command = new Command("to-ggml", "Converts a model to the whisper.cpp format.") { model, output, type };
        command.SetAction(parsed =>
        {
            var matrices = parsed.GetRequiredValue(type) == Q8 ? GgmlType.Q8 : GgmlType.F16;
            new GgmlModel(parsed.GetRequiredValue(model).FullName, matrices).Write(parsed.GetRequiredValue(output));
        });
        return command;
    }
}
