namespace Transcribe.Core;

/// <summary>A part of recorded audio.</summary>
/// <param name="Start">From the start of the audio, at least zero.</param>
/// <param name="Duration">More than zero; null for the rest of the audio.</param>
public sealed record AudioClip(TimeSpan Start, TimeSpan? Duration)
{
    /// <summary>The whole audio.</summary>
    public static AudioClip Whole { get; } = new(TimeSpan.Zero, Duration: null);

    /// <summary>The end of the part from the start of the audio, in samples at 16 kHz; null for the end of the audio.</summary>
    public long? EndSample => Duration is { } duration ? SampleTime.In(Start + duration) : null;

    /// <summary>The duration of the part; null if it is unknown.</summary>
    /// <param name="audio">The duration of the whole audio; null if it is unknown.</param>
    public TimeSpan? LengthIn(TimeSpan? audio)
    {
        if (audio is not { } whole)
            return null;
        var rest = whole > Start ? whole - Start : TimeSpan.Zero;
        return Duration < rest ? Duration : rest;
    }
}
