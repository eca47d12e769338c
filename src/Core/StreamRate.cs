namespace Transcribe.Core;

/// <summary>The rate of a stream's bytes, averaged over ten seconds: a leaky bucket.</summary>
/// <param name="maxBytesPerSecond">The highest rate.</param>
/// <param name="time">The clock.</param>
public sealed class StreamRate(long maxBytesPerSecond, TimeProvider time)
{
    /// <summary>The time over which the rate is measured. A sender may be this far ahead.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private double _bytes;
    private long _leaked = time.GetTimestamp();

    /// <summary>Counts bytes that have arrived.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.StreamTooFast"/>.</exception>
    public void Take(int bytes)
    {
        var now = time.GetTimestamp();
        _bytes = Math.Max(0, _bytes - (maxBytesPerSecond * time.GetElapsedTime(_leaked, now).TotalSeconds)) + bytes;
        _leaked = now;
        if (_bytes > maxBytesPerSecond * Window.TotalSeconds)
        {
            throw new TranscriptionException(
                TranscriptionError.StreamTooFast, $"A stream may send at most {maxBytesPerSecond} bytes a second")
            {
                RetryAfter = Window,
            };
        }
    }
}
