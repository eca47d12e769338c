using System.ComponentModel;
using System.Diagnostics;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>Other programs, run to their end.</summary>
internal static class Tool
{
    /// <param name="program">A path, or a name looked up in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs; null for this process's folder.</param>
    public static async Task<ToolResult> RunAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>Whether there is such a program, and it ends well.</summary>
    public static async Task<bool> SucceedsAsync(string program, params string[] arguments)
    {
        try
        {
            return (await RunAsync(program, arguments)).Exit == 0;
        }
        // There is no such program.
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The server's own program.</summary>
    public static Task<ToolResult> RunServerAsync(params IEnumerable<string> arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Transcribe.Server.dll"), .. arguments]);
}

/// <param name="Exit">The exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
internal sealed record ToolResult(int Exit, string Output, string Error);
