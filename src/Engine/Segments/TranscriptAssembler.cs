using Transcribe.Engine.Windows;

namespace Transcribe.Engine.Segments;

/// <summary>Puts windows' results together, in order of time: numbers the segments, keeps their times from running backwards, and accounts for every second.</summary>
/// <param name="resume">Where an earlier run left off.</param>
internal sealed class TranscriptAssembler(TranscriptionCheckpoint resume)
{
    private readonly CoverageLedger _coverage = new(resume.Coverage);
    private int _segments = resume.SegmentCount;
    private string _language = resume.LanguageCode;
    private TimeSpan _queued;
    private TimeSpan _inferred;

    /// <summary>Takes the next span of the audio, with its result unless it is silence.</summary>
    public FinishedWindow Add(AudioSpan span, WindowResult? result)
    {
        Segment[] segments = result is null ? [] : Number(result);
        if (span is AudioSpan.Silence silence)
            _coverage.AddSilence(silence);
        return new FinishedWindow(segments, new TranscriptionCheckpoint(span.Start + span.Length, _segments, _language, _coverage.ToCoverage()));
    }

    /// <summary>What is said of the whole.</summary>
    public TranscriptionSummary Summarize(TimeSpan fetched, TimeSpan decoded, TimeSpan elapsed)
    {
        var coverage = _coverage.ToCoverage();
        var realTimeFactor = coverage.Audio > TimeSpan.Zero ? elapsed / coverage.Audio : 0;
        return new TranscriptionSummary(_language, coverage, new Timings(_queued, fetched, decoded, _inferred, realTimeFactor));
    }

    private Segment[] Number(WindowResult result)
    {
        _queued += result.Queued;
        _inferred += result.Inferred;
        if (_language.Length == 0)
            _language = result.Language ?? "";
        foreach (var part in result.Parts)
            Account(part);
        return [.. result.Parts.SelectMany(part => part.Segments).Select(segment => segment with { Index = _segments++ })];
    }

    private void Account(WindowPart part)
    {
        if (part.SuppressionReason is { } reason)
            _coverage.AddSuppressed(part.Start, part.Length, reason);
        else
            _coverage.AddTranscribed(part.Start, part.Length);
    }
}
