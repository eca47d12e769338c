using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Alignment;

/// <summary>Turns a window's tokens into segments.</summary>
internal sealed class SegmentBuilder(GenerationConfig config, ITextCodec codec)
{
    private readonly WordTimes _wordTimes = new(codec);

    /// <summary>
    /// Builds the window's segments, with times from the window's start and indices from 0. Text of a rejected result is skipped. A segment
    /// is also skipped if the model timed it entirely in the padding after the window's end, which has no speech; openai/whisper drops
    /// segments of no duration likewise.
    /// </summary>
    /// <param name="result">One window's tokens, with token times if word times are requested.</param>
    /// <param name="windowLength">Samples, at most 30 s, padding excluded.</param>
    /// <param name="withTokens">Whether the segments carry their tokens.</param>
    /// <returns>The segments in order of time, and the number of the window's samples that they cover. It is less than the window if more
    /// speech follows, which the next window must contain.</returns>
    public (IReadOnlyList<Segment> Segments, int Length) Build(
        GenerationResult result, int windowLength, bool withTokens = false)
    {
        if (result.SuppressionReason is not null)
            return ([], windowLength);
        var slices = TokenSlices.Split(result, config.Tokens.FirstTimestamp, windowLength);
        var drafts = slices.Slices.Select(slice => new SegmentDraft(slice, config.Tokens.EndOfText, windowLength)).ToArray();
        if (result.TokenTimes is { } times)
            _wordTimes.Assign(drafts, times, result.Language);

        var segments = new List<Segment>();
        foreach (var draft in drafts.Where(draft => draft.IsAudible))
        {
            var text = codec.Decode(draft.Tokens.Select(token => token.Id)).Trim();
            if (text.Length > 0)
                segments.Add(ToSegment(draft, text, segments.Count, result, withTokens));
        }

        return (segments, slices.ResumeAt ?? windowLength);
    }

    private Segment ToSegment(SegmentDraft draft, string text, int index, GenerationResult result, bool withTokens) => new(
        index,
        Time(draft.Start),
        Time(draft.End),
        text,
        result.Language,
        MathF.Exp(draft.Tokens.Average(token => token.LogProbability)),
        result.NoSpeechProbability,
        [.. draft.Words.Select(word => new Word(Time(word.Start), Time(word.End), word.Text.Trim(), word.Probability))])
    {
        Evidence = new SegmentEvidence(
            WindowStart: TimeSpan.Zero,
            result.MeanLogProbability,
            result.CompressionRatio,
            result.Temperature,
            result.LanguageProbability,
            withTokens ? [.. draft.AllTokens.Select(ToToken)] : []),
    };

    private SegmentToken ToToken(GeneratedToken token) => new(token.Id, token.LogProbability, codec.Bytes(token.Id));

    private static TimeSpan Time(double seconds) => SampleTime.Of((long)Math.Round(seconds * SampleTime.SampleRate));
}
