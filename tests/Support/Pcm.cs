namespace Transcribe.Tests;

/// <summary>Made-up PCM at 16 kHz, mono.</summary>
public static class Pcm
{
    public const int SampleRate = 16_000;

    /// <summary>
    /// White noise from -<paramref name="amplitude"/> to <paramref name="amplitude"/>. Its level is 4.8 dB below the amplitude's.
    /// </summary>
    public static float[] Noise(double seconds, float amplitude = 0.1f, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Samples(seconds)).Select(_ => ((random.NextSingle() * 2) - 1) * amplitude)];
    }

    /// <summary>Digital silence.</summary>
    public static float[] Silence(double seconds) => new float[Samples(seconds)];

    private static int Samples(double seconds) => (int)Math.Round(seconds * SampleRate);
}
