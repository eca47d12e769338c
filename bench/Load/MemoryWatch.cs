namespace Transcribe.Bench.Load;

/// <summary>
/// Checks that the memory of the server does not grow with long audio. Measures the peak until the first minute of audio is transcribed,
/// and the peak after that.
/// </summary>
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

    /// <summary>The peak during the first minute of audio, in MiB.</summary>
    public double InFirstMinute { get; private set; }

    /// <summary>The peak after the first minute of audio, in MiB; null if <see cref="Mark"/> was not called.</summary>
    public double? Afterwards { get; private set; }

    /// <summary>The peak since the start of the server, in MiB.</summary>
    public double Peak => _memory.Peak;

    /// <summary>Marks the end of the first minute of audio. Further calls have no effect.</summary>
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
