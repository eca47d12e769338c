namespace Transcribe.Transcription.Live.Speech;

/// <summary>
/// Voice is what stands out of the noise floor, which is followed as the least level of the last seconds (minimum statistics, after R. Martin 2001, without its
/// bias compensation): it falls at once when it gets quieter, and rises within three seconds where noise sets in. It errs towards voice, as the model itself tells noise from speech.
/// </summary>
internal sealed class LevelDetector : IVoiceDetector
{
    /// <summary>How far a frame must stand out, in dB. White noise's frames of 10 ms spread by half a decibel, noise in a room by two or three.</summary>
    private const double Margin = 8;

    /// <summary>No frame below this level, in dBFS, is voice: the noise of a good microphone.</summary>
    private const double LeastVoice = -57;

    /// <summary>The floor for the first second, in which a stream that begins in mid-word may not have shown it yet.</summary>
    private const double Unheard = LeastVoice - Margin;
    private const int UnheardFrames = 100;

    /// <summary>The floor is the least of six stretches of half a second.</summary>
    private const int Stretches = 6;
    private const int StretchFrames = 50;

    /// <summary>Weight of a frame in the smoothed level (20 ms), which keeps a single quiet frame from setting the floor, and follows the gaps between syllables down.</summary>
    private const double Smoothing = 1.0 / 2;

    private readonly double[] _least = [.. Enumerable.Repeat(double.PositiveInfinity, Stretches)];
    private double _smoothed = double.NaN;
    private double _leastNow = double.PositiveInfinity;
    private int _frames;

    /// <inheritdoc/>
    public bool IsVoice(ReadOnlySpan<float> frame, double power)
    {
        Follow(power);
        return Level(power) > Math.Max(LeastVoice, Floor() + Margin);
    }

    private static double Level(double power) => 10 * Math.Log10(power + 1e-12);

    private double Floor() => Math.Min(_frames < UnheardFrames ? Unheard : double.PositiveInfinity, Math.Min(_least.Min(), _leastNow));

    private void Follow(double power)
    {
        _smoothed = double.IsNaN(_smoothed) ? power : _smoothed + (Smoothing * (power - _smoothed));
        _leastNow = Math.Min(_leastNow, Level(_smoothed));
        if (++_frames % StretchFrames != 0)
            return;
        _least[_frames / StretchFrames % Stretches] = _leastNow;
        _leastNow = double.PositiveInfinity;
    }
}
