using Transcribe.Core;
using Transcribe.WhisperCpp.Ggml;
using Transcribe.WhisperCpp.Windows;
using Whisper.net;

namespace Transcribe.WhisperCpp.Segments;

/// <summary>Turns whisper.cpp's segments into those of the service.</summary>
internal sealed class SegmentMapping(GgmlFile file)
{
    private readonly WordMapping _words = new(file);

    /// <summary>
    /// The window's segments with text, with times from the window's start and indices from 0. Those that are timed entirely in the padding
    /// after the window's end are left out, and so is rejected text.
    /// </summary>
    /// <param name="result">What became of the window.</param>
    /// <param name="windowLength">Samples, at most 30 s, padding excluded.</param>
    /// <param name="settings">Whether the segments carry words and tokens.</param>
    public IReadOnlyList<Segment> Map(WindowResult result, int windowLength, TranscriptionSettings settings)
    {
        if (result.SuppressionReason is not null)
            return [];
        var end = SampleTime.Of(windowLength);
        TimedSegment[] segments = [.. result.Attempt.Segments
            .Select(segment => new TimedSegment(segment, file.Dimensions.EndOfText, end))
            .Where(segment => segment.IsAudible && segment.Text.Length > 0)];
        var words = settings.WordTimestamps ? _words.Map(segments, result.Language) : null;
        return [.. segments.Select((segment, index) => new Segment(
            index,
            segment.Start,
            segment.End,
            segment.Text,
            result.Language,
            MathF.Exp(segment.Tokens.Select(token => token.ProbabilityLog).DefaultIfEmpty().Average()),
            segment.NoSpeechProbability,
            words?[index] ?? [])
        {
            Evidence = new SegmentEvidence(
                WindowStart: TimeSpan.Zero,
                result.Attempt.MeanLogProbability,
                result.Attempt.CompressionRatio,
                result.Attempt.Temperature,
                result.LanguageProbability,
                settings.Tokens ? [.. segment.AllTokens.Select(ToToken)] : []),
        })];
    }

    private SegmentToken ToToken(WhisperToken token) => new(token.Id, token.ProbabilityLog, file.TextOf(token.Id));
}
