using Transcribe.Engine.Windows;

namespace Transcribe.Engine.Segments;

/// <summary>
/// Where every sample went. Takes the spans of one stream in order and refuses gaps and overlaps, so that
/// <c>Audio = Transcribed + Suppressed + Silent</c> holds to the tick.
/// </summary>
internal sealed class CoverageLedger
{
    // Exact: one sample at 16 kHz is 625 ticks.
    private const long TicksPerSample = TimeSpan.TicksPerSecond / 16_000;

    private readonly List<Suppression> _suppressions;
    private long _audio;
    private long _transcribed;
    private long _suppressed;
    private long _silent;

    /// <param name="before">What an earlier run has accounted for.</param>
    public CoverageLedger(Coverage before)
    {
        _suppressions = [.. before.Suppressions];
        (_audio, _transcribed, _suppressed, _silent) = (Samples(before.Audio), Samples(before.Transcribed), Samples(before.Suppressed), Samples(before.Silent));
    }

    /// <summary>Silence that no model heard.</summary>
    public void AddSilence(AudioSpan.Silence silence)
    {
        Advance(silence.Start, silence.Length);
        _silent += silence.Length;
    }

    /// <summary>A window whose text stands.</summary>
    /// <param name="start">In samples at 16 kHz, where the last span ended.</param>
    /// <param name="length">In samples at 16 kHz.</param>
    public void AddTranscribed(long start, long length)
    {
        Advance(start, length);
        _transcribed += length;
    }

    /// <summary>A window whose text was rejected.</summary>
    /// <param name="start">In samples at 16 kHz, where the last span ended.</param>
    /// <param name="length">In samples at 16 kHz.</param>
    /// <param name="reason">One of <see cref="SuppressionReasons"/>.</param>
    public void AddSuppressed(long start, long length, string reason)
    {
        Advance(start, length);
        _suppressed += length;
        var suppression = new Suppression(Time(start), Time(start + length), reason);
        if (_suppressions is [.., var last] && last.End == suppression.Start && last.Reason == reason)
            _suppressions[^1] = last with { End = suppression.End };
        else
            _suppressions.Add(suppression);
    }

    /// <summary>The sums so far.</summary>
    public Coverage ToCoverage() => new(Time(_audio), Time(_transcribed), Time(_suppressed), Time(_silent), [.. _suppressions]);

    private static long Samples(TimeSpan time) => time.Ticks / TicksPerSample;

    private static TimeSpan Time(long samples) => new(samples * TicksPerSample);

    private void Advance(long start, long length)
    {
        if (start != _audio)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The last span ended at sample {_audio}.");
        _audio += length;
    }
}
