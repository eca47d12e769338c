namespace Transcribe.Core;

/// <summary>One answer of a live transcription. All times are from the start of the stream.</summary>
/// <param name="Results">A final one, or the stable part and the rest of the utterance in progress; empty where only an event is told.</param>
/// <param name="SpeechEvent">Null where there is none to tell.</param>
/// <param name="AudioReceived">How much audio has come in.</param>
/// <param name="AudioProcessed">How much of it this answer takes into account; the difference is the lag.</param>
public sealed record LiveUpdate(IReadOnlyList<LiveResult> Results, SpeechEvent? SpeechEvent, TimeSpan AudioReceived, TimeSpan AudioProcessed);

/// <summary>Text of an utterance.</summary>
/// <param name="Utterance">0, 1, 2 … without gaps.</param>
/// <param name="Text">Trimmed; empty only on the final result of an utterance whose interim text came to nothing.</param>
/// <param name="IsFinal">Whether this is the utterance's last result.</param>
/// <param name="Stability">Of an interim result: how likely it is to stay, 0 to 1. 0 on final ones.</param>
/// <param name="LanguageCode">BCP-47.</param>
/// <param name="Start">Not before what came before it.</param>
/// <param name="End">Not before <paramref name="Start"/>.</param>
/// <param name="Segments">Of a final result; numbered on from those before.</param>
public sealed record LiveResult(
    int Utterance,
    string Text,
    bool IsFinal,
    float Stability,
    string LanguageCode,
    TimeSpan Start,
    TimeSpan End,
    IReadOnlyList<Segment> Segments);

/// <summary>Somebody began or stopped to speak.</summary>
/// <param name="IsBegin">Begin or end.</param>
/// <param name="Offset">When, from the start of the stream.</param>
public sealed record SpeechEvent(bool IsBegin, TimeSpan Offset);
