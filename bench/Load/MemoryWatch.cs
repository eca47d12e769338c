namespace Transcribe.Bench.Load;

/// <summary>Whether the server's memory stays flat over long audio: the most it held until the first minute of audio was transcribed, and the most after that.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly ProcessMemory _memory;
    private readonly Task _watching;
    private volatile bool _marked;

    public MemoryWatch(ProcessMemory memory, TimeProvider time)
    {
        _memory = memory;
        _watching = WatchAsync(time);
    }

    /// <summary>MiB.</summary>
    public double InFirstMinute { get; private set; }

    /// <summary>MiB; null when <see cref="Mark"/> was not called.</summary>
    public double? Afterwards { get; private set; }

    /// <summary>MiB, since the server's start.</summary>
    public double Peak => _memory.Peak;

    /// <summary>The first minute is over; further calls change nothing.</summary>
    public void Mark() => _marked = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var resident = _memory.Resident;
            if (_marked)
                Afterwards = Math.Max(Afterwards ?? 0, resident);
            else
                InFirstMinute = Math.Max(InFirstMinute, resident);
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }
}
