namespace Transcribe.Core;

/// <summary>A piece of text with its times.</summary>
/// <param name="Index">0, 1, 2 … without gaps over the whole audio.</param>
/// <param name="Start">From the start of the audio.</param>
/// <param name="End">From the start of the audio.</param>
/// <param name="Text">Trimmed, never empty.</param>
/// <param name="LanguageCode">BCP-47.</param>
/// <param name="Confidence">exp(mean token log-probability) of the segment, 0 to 1.</param>
/// <param name="NoSpeechProbability">The model's probability that the window held no speech, 0 to 1.</param>
/// <param name="Words">Word times, in order; empty unless requested.</param>
public sealed record Segment(
    int Index,
    TimeSpan Start,
    TimeSpan End,
    string Text,
    string LanguageCode,
    float Confidence,
    float NoSpeechProbability,
    IReadOnlyList<Word> Words)
{
    /// <summary>What the model measured; null in segments that a version without it stored.</summary>
    public SegmentEvidence? Evidence { get; init; }

    /// <summary>The same segment with its index and times in a longer audio.</summary>
    /// <param name="index">Its index in the longer audio.</param>
    /// <param name="offset">The position of this segment's time zero in the longer audio.</param>
    public Segment MovedTo(int index, TimeSpan offset) => this with
    {
        Index = index,
        Start = Start + offset,
        End = End + offset,
        Words = [.. Words.Select(word => word with { Start = word.Start + offset, End = word.End + offset })],
        Evidence = Evidence is null ? null : Evidence with { WindowStart = Evidence.WindowStart + offset },
    };
}

/// <summary>A word with its times.</summary>
/// <param name="Start">From the start of the audio.</param>
/// <param name="End">From the start of the audio.</param>
/// <param name="Text">Trimmed, with its punctuation.</param>
/// <param name="Confidence">Mean token probability, 0 to 1.</param>
public sealed record Word(TimeSpan Start, TimeSpan End, string Text, float Confidence);
