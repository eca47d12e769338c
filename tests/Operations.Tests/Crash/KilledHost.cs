using System.Collections.Concurrent;
using System.Diagnostics;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>A <see cref="CrashHost"/> in a process of its own, ended by SIGKILL or stopped by SIGSTOP.</summary>
internal sealed class KilledHost : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    private KilledHost(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The ids of acknowledged operations by their numbers.</summary>
    public ConcurrentDictionary<string, string> Acknowledged { get; } = [];

    public static KilledHost Start(string folder, Uri receiver) => new(Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [CrashHost.Argument, folder, receiver.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);

    public async Task CreateAsync(IEnumerable<string> numbers)
    {
        foreach (var number in numbers)
            await _process.StandardInput.WriteLineAsync(number);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>SIGSTOP or SIGCONT.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -s {name} {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it with SIGKILL and reads its last acknowledgements.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [var number, { Length: 32 } id])
                Acknowledged[number] = id;
        }
    }
}
