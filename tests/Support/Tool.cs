using System.ComponentModel;
using System.Diagnostics;

namespace Transcribe.Tests;

/// <summary>Runs other programs to their end.</summary>
public static class Tool
{
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="folder">The working folder; null for the folder of this process.</param>
    /// <param name="environment">Environment variables in addition to those of this process.</param>
    public static async Task<ToolResult> RunAsync(
        string program, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>Returns whether the program exists and ends with exit code 0.</summary>
    public static async Task<bool> SucceedsAsync(string program, params string[] arguments)
    {
        try
        {
            return (await RunAsync(program, arguments)).Exit == 0;
        }
        // The program does not exist.
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>What became of a program.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
public sealed record ToolResult(int Exit, string Output, string Error);
