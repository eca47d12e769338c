namespace Transcribe.Transcription.Live.Speech;

/// <summary>
/// An event in a stream's audio. Events are in order of time. Positions are in samples at 16 kHz from the start of the stream.
/// </summary>
internal abstract record SpeechChange
{
    private SpeechChange()
    {
    }

    /// <summary>Speech begins.</summary>
    public sealed record Began(long At) : SpeechChange;

    /// <summary>Speech ends. The utterance follows.</summary>
    public sealed record Ended(long At) : SpeechChange;

    /// <summary>
    /// An utterance is complete: speech up to its end, or a part of it with the maximum length. It is empty if the end follows such a part
    /// without further voice.
    /// </summary>
    public sealed record Uttered(Utterance Utterance) : SpeechChange;
}

/// <summary>A continuous piece of speech.</summary>
/// <param name="Start">The position of its first sample.</param>
/// <param name="Samples">Mono PCM at 16 kHz, at most 28 s, including short margins before and after the speech.</param>
internal sealed record Utterance(long Start, float[] Samples)
{
    /// <summary>The position after its last sample.</summary>
    public long End => Start + Samples.Length;
}
