namespace Transcribe.Core;

/// <summary>One answer of a live transcription. All times are from the start of the stream.</summary>
/// <param name="Results">One final result, or the stable part and the rest of the utterance in progress; empty if the answer holds only an event.</param>
/// <param name="SpeechEvent">Null if there is none.</param>
/// <param name="AudioReceived">How much audio was received.</param>
/// <param name="AudioProcessed">How much of it this answer takes into account; the difference is the lag.</param>
public sealed record LiveUpdate(IReadOnlyList<LiveResult> Results, SpeechEvent? SpeechEvent, TimeSpan AudioReceived, TimeSpan AudioProcessed);

/// <summary>Text of an utterance.</summary>
/// <param name="Utterance">0, 1, 2 … without gaps.</param>
/// <param name="Text">Trimmed; empty only in the final result of an utterance that had interim text but no final text.</param>
/// <param name="IsFinal">Whether this is the utterance's last result.</param>
/// <param name="Stability">How likely an interim result is to stay, 0 to 1; 0 for final results.</param>
/// <param name="LanguageCode">BCP-47.</param>
/// <param name="Start">Never before the previous result's end.</param>
/// <param name="End">Not before <paramref name="Start"/>.</param>
/// <param name="Segments">The segments of a final result; their indices continue over the stream.</param>
public sealed record LiveResult(
    int Utterance,
    string Text,
    bool IsFinal,
    float Stability,
    string LanguageCode,
    TimeSpan Start,
    TimeSpan End,
    IReadOnlyList<Segment> Segments);

/// <summary>Speech began or ended.</summary>
/// <param name="IsBegin">Whether speech began; otherwise it ended.</param>
/// <param name="Offset">The time from the start of the stream.</param>
public sealed record SpeechEvent(bool IsBegin, TimeSpan Offset);
