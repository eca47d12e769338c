namespace Transcribe.Bench.Start;

/// <summary>A program that starts a model once and reports what it measured.</summary>
/// <param name="Path">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record StartProgram(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>This program, for a model of the service's engines.</summary>
    public static StartProgram Of(StartTarget target) =>
        new(Environment.ProcessPath!, [StartCommand.Once, "--model", target.Model, "--precision", target.Precision.ToString()]);
}
