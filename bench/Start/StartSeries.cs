using System.Diagnostics;
using System.Text.Json;

namespace Transcribe.Bench.Start;

/// <summary>One start in a process of its own, as its parent sees it.</summary>
/// <param name="Ready">Milliseconds from the start of the process until the model was ready.</param>
/// <param name="Report">What the process measured.</param>
internal sealed record Start(double Ready, StartReport Report);

/// <summary>Starts models in processes of their own.</summary>
internal static class StartSeries
{
    /// <summary>The line that a process writes when its model is ready.</summary>
    public const string ReadyLine = "ready";

    /// <inheritdoc cref="StartOnce.RunAsync"/>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static async Task<Start> RunAsync(StartTarget target, TimeProvider time, bool fill)
    {
        string[] arguments =
            [StartCommand.Once, "--model", target.Model, "--precision", target.Precision.ToString(), .. fill ? ["--fill"] : (string[])[]];
        var began = time.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput;
        while (await output.ReadLineAsync() is { } line)
        {
            if (line != ReadyLine)
                continue;
            var ready = time.GetElapsedTime(began);
            var report = JsonSerializer.Deserialize<StartReport>(await output.ReadToEndAsync())!;
            return new Start(ready.TotalMilliseconds, report);
        }

        throw new InvalidOperationException($"A process that starts {target.Model} failed");
    }
}
