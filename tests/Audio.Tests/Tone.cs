namespace Transcribe.Audio.Tests;

/// <summary>Makes a sine and measures it after decoding.</summary>
internal static class Tone
{
    /// <summary>Returns ffmpeg arguments for a source with the same sine on every channel.</summary>
    public static string Source(double hz, double amplitude, int rate, int channels, double seconds) =>
        "-f lavfi -i aevalsrc=" + string.Join('|', Enumerable.Repeat($"{amplitude}*sin(2*PI*{hz}*t)", channels)) + $":s={rate}:d={seconds}";

    public static float[] Samples(double hz, double amplitude, int rate, double seconds) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(n => (float)(amplitude * Math.Sin(2 * Math.PI * hz * n / rate)))];

    /// <summary>
    /// Fits a sine of the frequency, and returns its level above the rest of the signal in dB. It ignores a tenth of a second at each end,
    /// where filters distort the sine.
    /// </summary>
    public static (double Amplitude, double Phase, double SignalToNoise) Fit(float[] samples, double hz, int rate = 16_000)
    {
        var (sine, cosine, power) = (0.0, 0.0, 0.0);
        // The range has whole periods, so that sine and cosine are orthogonal.
        var periods = (int)(hz * (((double)samples.Length / rate) - 0.2));
        var (start, count) = (rate / 10, (int)Math.Round(periods * rate / hz));
        for (var n = start; n < start + count; n++)
        {
            var angle = 2 * Math.PI * hz * n / rate;
            sine += samples[n] * Math.Sin(angle) * 2 / count;
            cosine += samples[n] * Math.Cos(angle) * 2 / count;
            power += (double)samples[n] * samples[n] / count;
        }

        var signal = ((sine * sine) + (cosine * cosine)) / 2;
        return (Math.Sqrt(2 * signal), Math.Atan2(cosine, sine), 10 * Math.Log10(signal / Math.Max(power - signal, 1e-20)));
    }

    public static double Rms(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
