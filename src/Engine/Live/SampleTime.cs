using Transcribe.Engine.Audio.Pcm;

namespace Transcribe.Engine.Live;

/// <summary>Samples at 16 kHz as time; exact, as one sample is 625 ticks.</summary>
internal static class SampleTime
{
    private const long TicksPerSample = TimeSpan.TicksPerSecond / Resampler.OutputRate;

    public static TimeSpan Of(long samples) => new(samples * TicksPerSample);

    /// <summary>Whole samples in the time.</summary>
    public static long In(TimeSpan time) => time.Ticks / TicksPerSample;
}
