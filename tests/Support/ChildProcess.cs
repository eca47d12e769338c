using System.Diagnostics;
using System.Globalization;

namespace Transcribe.Tests;

/// <summary>A process that a test stops, continues or kills.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process, Action<string> onLine)
    {
        _process = process;
        Output = ReadAsync(onLine);
    }

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Ends when all of its standard output has been read.</summary>
    public Task Output { get; }

    /// <param name="start">The program, its arguments and its environment.</param>
    /// <param name="onLine">Receives each line of its standard output.</param>
    public static ChildProcess Start(ProcessStartInfo start, Action<string> onLine)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return new ChildProcess(Process.Start(start)!, onLine);
    }

    /// <summary>The highest resident memory since its start, in bytes.</summary>
    public async Task<long> PeakMemoryAsync()
    {
        var status = await File.ReadAllLinesAsync($"/proc/{_process.Id}/status");
        var peak = status.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(peak.Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Sends a signal by its name, such as <c>STOP</c>, <c>CONT</c> or <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -s {name} {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Kills it with SIGKILL, but not its children, and reads the rest of its output.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await Output;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ReadAsync(Action<string> onLine)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            onLine(line);
    }
}
