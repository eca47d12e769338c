using System.ComponentModel.DataAnnotations;

namespace Transcribe.Transcription.Windows;

/// <summary>What counts as silence, which is not sent to the model. Section <c>Transcribe:Windows</c>.</summary>
public sealed class WindowingOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Windows";

    /// <summary>
    /// In dBFS. It is just above -72.2, the smallest step of A-law and so the silence of a telephone call. 16-bit dither is at about -93.
    /// The quietest pauses of recorded speech were measured at -63.
    /// </summary>
    public const double DefaultSilenceDecibels = -70;

    /// <summary>The level in dBFS below which audio is silent (RMS over 10 ms), -120 to -40; default -70.</summary>
    /// <remarks>The no-speech probability of the model decides about louder noise.</remarks>
    [Range(-120.0, -40.0)]
    public double SilenceDecibels { get; set; } = DefaultSilenceDecibels;

    /// <summary>The silence that ends a window, 1 s to 20 s; default 5 s.</summary>
    /// <remarks>Shorter silence stays in the window.</remarks>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan MinimumSilence { get; set; } = TimeSpan.FromSeconds(5);
}
