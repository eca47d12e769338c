namespace Transcribe.Core;

/// <summary>One update of a live transcription. All times are from the start of the stream.</summary>
/// <param name="Results">
/// One final result, or the stable part and the rest of the utterance in progress. Empty if the update reports only an event.
/// </param>
/// <param name="SpeechEvent">The event; null if there is none.</param>
/// <param name="AudioReceived">The duration of the audio received so far.</param>
/// <param name="AudioProcessed">
/// The duration of the audio processed for this update. The difference from <paramref name="AudioReceived"/> is the lag.
/// </param>
/// <param name="Acknowledgement">The input that has been carried out; null if the update acknowledges none.</param>
public sealed record LiveUpdate(
    IReadOnlyList<LiveResult> Results,
    SpeechEvent? SpeechEvent,
    TimeSpan AudioReceived,
    TimeSpan AudioProcessed,
    LiveAcknowledgement? Acknowledgement = null)
{
    /// <summary>Whether interim results are wanted, but the model makes none.</summary>
    public bool FinalResultsOnly { get; init; }
}

/// <summary>The inputs that are acknowledged.</summary>
public enum LiveAcknowledgement
{
    /// <summary><see cref="LiveInput.Finish"/>: the results of the audio before it have been sent.</summary>
    Finished,

    /// <summary><see cref="LiveInput.Clear"/>: no results of the audio before it follow.</summary>
    Cleared,

    /// <summary><see cref="LiveInput.Configure"/>: it applies from the next utterance on.</summary>
    Configured,
}

/// <summary>Text of an utterance.</summary>
/// <param name="Utterance">0, 1, 2 … without gaps.</param>
/// <param name="Text">
/// Trimmed. Empty only on a final result that follows interim results with text, or if <see cref="LiveRequest.EmptyResults"/> is set.
/// </param>
/// <param name="IsFinal">Whether this is the utterance's last result.</param>
/// <param name="Stability">The estimated probability that an interim result will not change, 0 to 1; 0 on final results.</param>
/// <param name="LanguageCode">BCP-47.</param>
/// <param name="Start">Not before the end of the previous result.</param>
/// <param name="End">Not before <paramref name="Start"/>.</param>
/// <param name="Segments">
/// The segments of a final result. Their indices continue those of the previous final result. Empty on interim results.
/// </param>
public sealed record LiveResult(
    int Utterance,
    string Text,
    bool IsFinal,
    float Stability,
    string LanguageCode,
    TimeSpan Start,
    TimeSpan End,
    IReadOnlyList<Segment> Segments);

/// <summary>The start or the end of speech.</summary>
/// <param name="IsBegin">True for the start, false for the end.</param>
/// <param name="Offset">From the start of the stream.</param>
public sealed record SpeechEvent(bool IsBegin, TimeSpan Offset);
