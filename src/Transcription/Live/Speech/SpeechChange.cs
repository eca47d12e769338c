namespace Transcribe.Transcription.Live.Speech;

/// <summary>What a stream's audio comes to, in order of time. Positions are in samples at 16 kHz from the start of the stream.</summary>
internal abstract record SpeechChange
{
    private SpeechChange()
    {
    }

    /// <summary>Somebody begins to speak.</summary>
    public sealed record Began(long At) : SpeechChange;

    /// <summary>Nobody speaks any more.</summary>
    public sealed record Ended(long At) : SpeechChange;

    /// <summary>An utterance is whole: speech between two pauses, or as much of it as fits.</summary>
    public sealed record Uttered(Utterance Utterance) : SpeechChange;
}

/// <summary>Speech in one piece.</summary>
/// <param name="Start">Its first sample's position, from the start of the stream.</param>
/// <param name="Samples">At most 28 s of mono PCM at 16 kHz, a little before and after the speech included.</param>
internal sealed record Utterance(long Start, float[] Samples)
{
    /// <summary>After its last sample.</summary>
    public long End => Start + Samples.Length;
}
