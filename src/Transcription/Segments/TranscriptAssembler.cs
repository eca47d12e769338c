using Transcribe.Core;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Segments;

/// <summary>
/// Joins the windows' transcripts in order of time: numbers the segments, moves their times into the audio, and accounts for every sample.
/// </summary>
/// <param name="resume">The checkpoint of an earlier run, or the start.</param>
internal sealed class TranscriptAssembler(TranscriptionCheckpoint resume)
{
    private readonly CoverageLedger _coverage = new(resume);
    private int _segments = resume.SegmentCount;
    private string _language = resume.LanguageCode;
    private TimeSpan _queued;
    private TimeSpan _inferred;

    /// <summary>Adds the next span of the audio.</summary>
    /// <param name="span">A window or silence.</param>
    /// <param name="parts">The transcripts of a window's parts; empty for silence.</param>
    public FinishedWindow Add(AudioSpan span, IReadOnlyList<WindowTranscript> parts)
    {
        if (span is AudioSpan.Silence silence)
            _coverage.AddSilence(silence);
        var start = span.Start;
        foreach (var part in parts)
        {
            Account(part, start);
            start += part.Length;
        }

        if (_language.Length == 0)
            _language = parts.DetectedLanguage() ?? "";
        var segments = parts.ToSegments(span.Start, _segments);
        _segments += segments.Count;
        var checkpoint = new TranscriptionCheckpoint(span.Start + span.Length, _segments, _language, _coverage.ToCoverage());
        return new FinishedWindow(segments, checkpoint);
    }

    /// <summary>The summary of the whole audio.</summary>
    public TranscriptionSummary Summarize(TimeSpan fetched, TimeSpan decoded, TimeSpan elapsed)
    {
        var coverage = _coverage.ToCoverage();
        var realTimeFactor = coverage.Audio > TimeSpan.Zero ? elapsed / coverage.Audio : 0;
        return new TranscriptionSummary(_language, coverage, new Timings(_queued, fetched, decoded, _inferred, realTimeFactor));
    }

    private void Account(WindowTranscript part, long start)
    {
        _queued += part.Queued;
        _inferred += part.Inferred;
        if (part.NoTextReason is { } reason)
            _coverage.AddSuppressed(start, part.Length, reason);
        else
            _coverage.AddTranscribed(start, part.Length);
    }
}
