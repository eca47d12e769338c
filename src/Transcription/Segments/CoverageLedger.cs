using Transcribe.Core;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Segments;

/// <summary>
/// Accounts for every sample. It takes the spans of one stream in order and refuses gaps and overlaps, so
/// <c>Audio = Transcribed + Suppressed + Silent</c> holds exactly. Audio before a clip does not count.
/// </summary>
internal sealed class CoverageLedger
{
    private readonly List<Suppression> _suppressions;
    private readonly long _origin;
    private long _audio;
    private long _transcribed;
    private long _suppressed;
    private long _silent;

    /// <param name="before">The state of an earlier run, or the start.</param>
    public CoverageLedger(TranscriptionCheckpoint before) : this(before.Coverage) =>
        _origin = before.EndSample - _audio;

    private CoverageLedger(Coverage before)
    {
        _suppressions = [.. before.Suppressions];
        _audio = SampleTime.In(before.Audio);
        _transcribed = SampleTime.In(before.Transcribed);
        _suppressed = SampleTime.In(before.Suppressed);
        _silent = SampleTime.In(before.Silent);
    }

    /// <summary>Adds silence, which is not sent to the model.</summary>
    public void AddSilence(AudioSpan.Silence silence)
    {
        Advance(silence.Start, silence.Length);
        _silent += silence.Length;
    }

    /// <summary>Adds a window whose text was kept.</summary>
    /// <param name="start">In samples at 16 kHz, where the last span ended.</param>
    /// <param name="length">In samples at 16 kHz.</param>
    public void AddTranscribed(long start, long length)
    {
        Advance(start, length);
        _transcribed += length;
    }

    /// <summary>Adds a window whose text was rejected.</summary>
    /// <param name="start">In samples at 16 kHz, where the last span ended.</param>
    /// <param name="length">In samples at 16 kHz.</param>
    /// <param name="reason">One of <see cref="SuppressionReasons"/>.</param>
    public void AddSuppressed(long start, long length, string reason)
    {
        Advance(start, length);
        _suppressed += length;
        var suppression = new Suppression(SampleTime.Of(start), SampleTime.Of(start + length), reason);
        if (_suppressions is [.., var last] && last.End == suppression.Start && last.Reason == reason)
            _suppressions[^1] = last with { End = suppression.End };
        else
            _suppressions.Add(suppression);
    }

    /// <summary>The sums so far.</summary>
    public Coverage ToCoverage() => new(
        SampleTime.Of(_audio),
        SampleTime.Of(_transcribed),
        SampleTime.Of(_suppressed),
        SampleTime.Of(_silent),
        [.. _suppressions]);

    private void Advance(long start, long length)
    {
        if (start != _origin + _audio)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The last span ended at sample {_origin + _audio}.");
        _audio += length;
    }
}
