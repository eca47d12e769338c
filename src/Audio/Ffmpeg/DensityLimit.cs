using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Bounds the work that a few bytes can order: the sample rate from below, and the audible audio for each kilobyte of the file from above.
/// A sample table can name the same bytes again and again, and a codec can repeat one sample for hours.
/// </summary>
/// <param name="secondsPerKilobyte">The most audible seconds for each 1,000 bytes; 0 for no limit.</param>
internal sealed class DensityLimit(double secondsPerKilobyte)
{
    // -80 dBFS. Codecs store silence in next to no bytes, and the model does not see it.
    private const float Silence = 1e-4f;

    private const double BytesPerKilobyte = 1000;

    private long _audible;

    /// <summary>Checks the declared sample rate of the audio.</summary>
    /// <param name="rate">In Hz; null if it is unknown.</param>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.AudioUnreadable"/>: it is too low.</exception>
    public static void CheckRate(int? rate)
    {
        if (rate < Pcm.PcmLayout.LeastFileSampleRate)
            throw AudioFailure.RateTooLow(rate.Value);
    }

    /// <summary>Counts a decoded block.</summary>
    /// <param name="block">At 16 kHz.</param>
    /// <param name="bytes">The bytes of the file, or those that have arrived.</param>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.AudioTooLarge"/>: too much for the bytes.</exception>
    public void Count(ReadOnlySpan<float> block, long bytes)
    {
        if (secondsPerKilobyte == 0 || !block.ContainsAnyExceptInRange(-Silence, Silence))
            return;
        _audible += block.Length;
        if (_audible > bytes / BytesPerKilobyte * secondsPerKilobyte * SampleTime.SampleRate)
            throw AudioFailure.TooDense(secondsPerKilobyte);
    }
}
