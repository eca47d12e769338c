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

    /// <summary>Starts a model once.</summary>
    /// <param name="program">
    /// The program, which writes <see cref="ReadyLine"/> when the model is ready, and then its report as JSON.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="fill">Whether it also transcribes as many windows at once as the model processes: the argument <c>--fill</c>.</param>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static async Task<Start> RunAsync(StartProgram program, TimeProvider time, bool fill)
    {
        string[] arguments = [.. program.Arguments, .. fill ? ["--fill"] : (string[])[]];
        var began = time.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program.Path, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput;
        while (await output.ReadLineAsync() is { } line)
        {
            if (line != ReadyLine)
                continue;
            var ready = time.GetElapsedTime(began);
            var report = JsonSerializer.Deserialize<StartReport>(await output.ReadToEndAsync())!;
            return new Start(ready.TotalMilliseconds, report);
        }

        throw new InvalidOperationException($"{program.Path} {string.Join(' ', arguments)} failed");
    }
}
