using Transcribe.Engine;

namespace Transcribe.Operations.Running;

/// <summary>A finished window: its segments, and where a later run goes on. Both are stored together or not at all.</summary>
/// <param name="Segments">In order, numbered on from the window before; empty for silence.</param>
/// <param name="Resume">The state after this window.</param>
public sealed record WindowCheckpoint(IReadOnlyList<Segment> Segments, ResumePoint Resume)
{
    /// <summary>Length of the audio; null while it is not known.</summary>
    public TimeSpan? AudioDuration { get; init; }
}

/// <summary>Where a run goes on.</summary>
/// <param name="StartSample">The end of the last stored window, in samples at 16 kHz from the start of the audio.</param>
/// <param name="NextIndex">The next segment's index.</param>
/// <param name="LanguageCode">BCP-47, the language heard first; empty when no speech was found yet.</param>
/// <param name="Coverage">Where the audio before <paramref name="StartSample"/> went; null when the transcriber will account for it anew.</param>
public sealed record ResumePoint(long StartSample, int NextIndex, string LanguageCode, Coverage? Coverage)
{
    // Exact: one sample at 16 kHz is 625 ticks.
    private const long TicksPerSample = TimeSpan.TicksPerSecond / 16_000;

    /// <summary><see cref="StartSample"/> as a time.</summary>
    public TimeSpan Start => new(StartSample * TicksPerSample);

    /// <summary>The first sample at or after a time.</summary>
    public static long SampleAt(TimeSpan time) => (time.Ticks + TicksPerSample - 1) / TicksPerSample;
}
