using Transcribe.Core;

namespace Transcribe.Whisper.Alignment;

/// <summary>Turns a model's seconds into times that lie inside the window and never run backwards.</summary>
/// <param name="windowLength">Samples at 16 kHz.</param>
internal sealed class WindowClock(int windowLength)
{
    private long _last;

    /// <summary>The times of a stretch, which begins where the last one ended or later.</summary>
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
