namespace Transcribe.Core;

/// <summary>The sample clock of the service: mono PCM at 16 kHz, which every Whisper model expects. Conversions are exact, because one sample is 625 ticks.</summary>
public static class SampleTime
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 16_000;

    private const long TicksPerSample = TimeSpan.TicksPerSecond / SampleRate;

    /// <summary>The duration of a number of samples.</summary>
    public static TimeSpan Of(long samples) => new(samples * TicksPerSample);

    /// <summary>The whole samples in a duration.</summary>
    public static long In(TimeSpan time) => time.Ticks / TicksPerSample;
}
