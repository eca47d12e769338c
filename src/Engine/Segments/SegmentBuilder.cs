using Transcribe.Engine.Generation;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Segments;

/// <summary>A window's tokens to segments, with times from the start of the audio.</summary>
internal sealed class SegmentBuilder(GenerationConfig config, ITextCodec codec)
{
    private readonly WordTimes _wordTimes = new(codec);

    /// <summary>
    /// The window's segments. Text of a rejected transcript is left out, and so is text that the model timed wholly in the padding after the window's end,
    /// where nothing is said; openai/whisper drops segments of no duration alike.
    /// </summary>
    /// <param name="transcript">One window's text, with token times where word times are wanted.</param>
    /// <param name="windowStart">Samples from the start of the audio.</param>
    /// <param name="windowLength">Samples, 30 s at most, padding excluded.</param>
    /// <param name="firstIndex">Index of the first segment.</param>
    public WindowSegments Build(WindowTranscript transcript, long windowStart, int windowLength, int firstIndex)
    {
        if (transcript.SuppressionReason is not null)
            return WindowSegments.None;
        var slices = TokenSlices.Split(transcript, config.Tokens.FirstTimestamp, windowLength);
        var drafts = slices.Slices.Select(slice => new SegmentDraft(slice, config.Tokens.EndOfText, windowLength)).ToArray();
        var audible = drafts.Where(draft => draft.End > draft.Start).ToArray();
        if (transcript.TokenTimes is { } times)
            _wordTimes.Assign(drafts, times, transcript.Language);

        var segmentClock = new WindowClock(windowStart, windowLength);
        var wordClock = new WindowClock(windowStart, windowLength);
        var segments = new List<Segment>();
        foreach (var draft in audible)
        {
            var text = codec.Decode(draft.Tokens.Select(token => token.Id)).Trim();
            if (text.Length > 0)
                segments.Add(ToSegment(draft, text, firstIndex + segments.Count, transcript, segmentClock, wordClock));
        }

        return new WindowSegments(segments, slices.ResumeAt);
    }

    private static Segment ToSegment(SegmentDraft draft, string text, int index, WindowTranscript transcript, WindowClock segmentClock, WindowClock wordClock)
    {
        var (start, end) = segmentClock.Next(draft.Start, draft.End);
        return new Segment(
            index,
            start,
            end,
            text,
            transcript.Language,
            MathF.Exp(draft.Tokens.Average(token => token.LogProbability)),
            transcript.NoSpeechProbability,
            [.. draft.Words.Select(word => ToWord(word, wordClock))]);
    }

    private static Word ToWord(WordTiming word, WindowClock clock)
    {
        var (start, end) = clock.Next(word.Start, word.End);
        return new Word(start, end, word.Text.Trim(), word.Probability);
    }
}

/// <summary>What a window yielded.</summary>
/// <param name="Segments">In order of time.</param>
/// <param name="ResumeAt">Samples from the window's start, from where on it is to be transcribed again as a further window; null when it is done.</param>
internal sealed record WindowSegments(IReadOnlyList<Segment> Segments, int? ResumeAt)
{
    public static WindowSegments None { get; } = new([], null);
}
