namespace Transcribe.Core;

/// <summary>
/// Converts between samples and time for mono PCM at 16 kHz, the input of every Whisper model. One sample is 625 ticks, so the conversion
/// is exact.
/// </summary>
public static class SampleTime
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 16_000;

    private const long TicksPerSample = TimeSpan.TicksPerSecond / SampleRate;

    /// <summary>The duration of a number of samples.</summary>
    public static TimeSpan Of(long samples) => new(samples * TicksPerSample);

    /// <summary>The number of whole samples in a duration.</summary>
    public static long In(TimeSpan time) => time.Ticks / TicksPerSample;
}
