using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Keeps decoded audio on the clock of its file: says how much silence belongs before a packet, because packets are missing or the audio
/// begins later than the video. It never asks to drop audio.
/// </summary>
/// <param name="longest">The most silence in total. Further gaps are ignored.</param>
internal sealed class PacketClock(TimeSpan longest)
{
    // The same as the least gap that ffmpeg's aresample fills (min_hard_comp). Less is jitter of the timestamps.
    private const long Tolerance = SampleTime.SampleRate / 10;
    private const int SamplesPerMillisecond = SampleTime.SampleRate / 1000;

    // A longer gap is a broken clock. The audio after it continues as if there were none.
    private const long MaxGap = SampleTime.SampleRate * FfmpegArguments.MaxGapSeconds;

    private readonly long _longest = SampleTime.In(longest);
    private long _position;
    private long _inserted;

    // What the file's clock is ahead of this one since gaps were ignored.
    private long _ignored;

    /// <summary>Advances over a packet.</summary>
    /// <param name="milliseconds">The time of the packet.</param>
    /// <param name="samples">Its samples per channel.</param>
    /// <returns>The samples of silence before the packet.</returns>
    public long Advance(uint milliseconds, int samples)
    {
        var gap = ((long)milliseconds * SamplesPerMillisecond) - _ignored - _position;
        var silence = gap > Tolerance ? gap : 0;
        if (silence > Math.Min(MaxGap, _longest - _inserted))
        {
            _ignored += silence;
            silence = 0;
        }

        _inserted += silence;
        _position += silence + samples;
        return silence;
    }
}
