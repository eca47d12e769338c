using Whisper.net;

namespace Transcribe.WhisperCpp.Segments;

/// <summary>A segment of whisper.cpp with times within the window.</summary>
/// <param name="segment">As whisper.cpp returns it. A text without a timestamp before it has a start far before the window.</param>
/// <param name="endOfText">Ids below are text.</param>
/// <param name="windowEnd">The end of the audio without the padding.</param>
internal sealed class TimedSegment(SegmentData segment, int endOfText, TimeSpan windowEnd)
{
    public TimeSpan Start { get; } = Within(segment.Start, windowEnd);

    public TimeSpan End { get; } = Within(segment.End, windowEnd);

    /// <summary>Whether any of it lies in the window and not in the padding after it.</summary>
    public bool IsAudible => End > Start;

    /// <summary>Trimmed.</summary>
    public string Text { get; } = segment.Text.Trim();

    public float NoSpeechProbability => segment.NoSpeechProbability;

    /// <summary>The tokens, timestamps included.</summary>
    public WhisperToken[] AllTokens => segment.Tokens;

    /// <summary>Text tokens only.</summary>
    public WhisperToken[] Tokens { get; } = Array.FindAll(segment.Tokens, token => token.Id < endOfText);

    private static TimeSpan Within(TimeSpan time, TimeSpan end) => time < TimeSpan.Zero ? TimeSpan.Zero : time < end ? time : end;
}
