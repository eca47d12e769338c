using System.ComponentModel.DataAnnotations;

namespace Transcribe.Transcription.Windows;

/// <summary>What counts as silence that no model needs to hear. Section <c>Transcribe:Windows</c>.</summary>
public sealed class WindowingOptions
{
    /// <summary>Where these options are configured.</summary>
    public const string Section = "Transcribe:Windows";

    /// <summary>
    /// Just above -72.2 dBFS, the smallest step of A-law, which is what digital silence of a telephone call decodes to; 16-bit dither is at about -93.
    /// The quietest pauses of recorded speech were measured at -63.
    /// </summary>
    public const double DefaultSilenceDecibels = -70;

    /// <summary>Level (RMS of 10 ms) in dBFS below which audio is silent, -120 to -40; default -70. Noise above it is left to the model's no-speech probability.</summary>
    [Range(-120.0, -40.0)]
    public double SilenceDecibels { get; set; } = DefaultSilenceDecibels;

    /// <summary>Silence that ends a window, 1 s to 20 s; default 5 s. Shorter silence within a window stays in it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan MinimumSilence { get; set; } = TimeSpan.FromSeconds(5);
}
