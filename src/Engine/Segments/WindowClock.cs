namespace Transcribe.Engine.Segments;

/// <summary>From seconds in a window to times in the audio: never outside the window, never backwards.</summary>
/// <param name="windowStart">Samples at 16 kHz from the start of the audio.</param>
/// <param name="windowLength">Samples.</param>
internal sealed class WindowClock(long windowStart, int windowLength)
{
    private const int SampleRate = 16000;
    private const long TicksPerSample = TimeSpan.TicksPerSecond / SampleRate;

    private long _last;

    /// <summary>A stretch that begins where the last one ended or later.</summary>
    public (TimeSpan Start, TimeSpan End) Next(double start, double end)
    {
        var from = Math.Clamp(Samples(start), _last, windowLength);
        _last = Math.Clamp(Samples(end), from, windowLength);
        return (Time(from), Time(_last));
    }

    private static long Samples(double seconds) => (long)Math.Round(seconds * SampleRate);

    private TimeSpan Time(long sample) => TimeSpan.FromTicks((windowStart + sample) * TicksPerSample);
}
