namespace Transcribe.Transcription.Live.Speech;

/// <summary>
/// Treats every frame well above the noise floor as voice. The noise floor is the least level of the last seconds (minimum statistics, R.
/// Martin 2001, without the bias compensation): it falls at once when the audio gets quieter, and rises within three seconds after noise
/// begins. It prefers false voice to missed voice, because the model can tell noise from speech.
/// </summary>
internal sealed class LevelDetector : IVoiceDetector
{
    /// <summary>
    /// How far a frame must be above the floor at the usual threshold of 0.5, in dB. Frames of 10 ms of white noise vary by half a decibel,
    /// those of room noise by two or three.
    /// </summary>
    private const double Margin = 8;

    private const double UsualThreshold = 0.5;

    /// <summary>No frame below this level, in dBFS, is voice: the noise of a good microphone.</summary>
    private const double LeastVoice = -57;

    /// <summary>The floor in the first second, because a stream that begins within a word shows no noise floor yet.</summary>
    private const double Unheard = LeastVoice - Margin;
    private const int UnheardFrames = 100;

    /// <summary>The floor is the least of six half seconds.</summary>
    private const int Stretches = 6;
    private const int StretchFrames = 50;

    /// <summary>
    /// The weight of a frame in the smoothed level (20 ms). A single quiet frame does not set the floor, but a gap between syllables does.
    /// </summary>
    private const double Smoothing = 1.0 / 2;

    private readonly double[] _least = [.. Enumerable.Repeat(double.PositiveInfinity, Stretches)];
    private double _smoothed = double.NaN;
    private double _leastNow = double.PositiveInfinity;
    private double _margin = Margin;
    private int _frames;

    /// <inheritdoc/>
    public float Threshold
    {
        set => _margin = Margin * value / UsualThreshold;
    }

    /// <inheritdoc/>
    public bool IsVoice(ReadOnlySpan<float> frame, double power)
    {
        Follow(power);
        return Level(power) > Math.Max(LeastVoice, Floor() + _margin);
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
