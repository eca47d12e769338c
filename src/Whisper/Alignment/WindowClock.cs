using Transcribe.Core;

namespace Transcribe.Whisper.Alignment;

/// <summary>Converts a model's seconds to times that lie within the window and never decrease.</summary>
/// <param name="windowLength">Samples at 16 kHz.</param>
internal sealed class WindowClock(int windowLength)
{
    private long _last;

    /// <summary>The times of a segment or word; it begins at the end of the previous one or later.</summary>
    /// <param name="start">Seconds from the window's start.</param>
    /// <param name="end">Seconds from the window's start.</param>
    public (TimeSpan Start, TimeSpan End) Next(double start, double end)
    {
        var from = Math.Clamp(Samples(start), _last, windowLength);
        _last = Math.Clamp(Samples(end), from, windowLength);
        return (SampleTime.Of(from), SampleTime.Of(_last));
    }

    private static long Samples(double seconds) => (long)Math.Round(seconds * SampleTime.SampleRate);
}
