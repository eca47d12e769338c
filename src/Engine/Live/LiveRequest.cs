namespace Transcribe.Engine.Live;

/// <summary>What to do with audio that is still arriving.</summary>
public sealed record LiveRequest : TranscriptionSettings
{
    /// <summary>Silence that ends an utterance where the caller names none.</summary>
    public static readonly TimeSpan DefaultSpeechEndTimeout = TimeSpan.FromSeconds(0.6);

    /// <summary>New audio between interim results where the caller names none.</summary>
    public static readonly TimeSpan DefaultInterimInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>How to read headerless PCM; null when container and codec are to be recognised from the data.</summary>
    public PcmFormat? Format { get; init; }

    /// <summary>Whether utterances in progress are answered too, not only those that ended.</summary>
    public bool InterimResults { get; init; }

    /// <summary>Whether the begin and the end of speech are told.</summary>
    public bool VoiceActivityEvents { get; init; }

    /// <summary>Silence that ends an utterance, 0.1 s to 10 s; default 0.6 s.</summary>
    public TimeSpan SpeechEndTimeout { get; init; } = DefaultSpeechEndTimeout;

    /// <summary>At least this much new audio between interim results, 0.1 s to 10 s; default 0.5 s.</summary>
    public TimeSpan InterimInterval { get; init; } = DefaultInterimInterval;
}
