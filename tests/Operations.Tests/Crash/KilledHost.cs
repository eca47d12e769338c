using System.Collections.Concurrent;
using System.Diagnostics;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>A <see cref="CrashHost"/> in its own process, which a test can stop or kill.</summary>
internal sealed class KilledHost : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private KilledHost(ProcessStartInfo start) => _process = ChildProcess.Start(start, Read);

    /// <summary>The ids of acknowledged operations by their numbers.</summary>
    public ConcurrentDictionary<string, string> Acknowledged { get; } = [];

    /// <summary>Whether it has transcribed.</summary>
    public bool HasRun { get; private set; }

    /// <inheritdoc cref="CrashHost.RunAsync"/>
    public static KilledHost Start(string store, Uri receiver, TimeSpan windowTime) =>
        new(new ProcessStartInfo(Environment.ProcessPath!, [CrashHost.Argument, store, receiver.ToString(), windowTime.ToString()]));

    public async Task CreateAsync(IEnumerable<string> numbers)
    {
        foreach (var number in numbers)
            await _process.Input.WriteLineAsync(number);
        await _process.Input.FlushAsync();
    }

    /// <inheritdoc cref="ChildProcess.SignalAsync"/>
    public Task SignalAsync(string name) => _process.SignalAsync(name);

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private void Read(string line)
    {
        HasRun |= line == CrashHost.Runs;
        if (line.Split(' ') is [var number, { Length: 32 } id])
            Acknowledged[number] = id;
    }
}
