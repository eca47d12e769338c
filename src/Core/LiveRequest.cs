namespace Transcribe.Core;

/// <summary>How to transcribe audio that is still arriving.</summary>
public sealed record LiveRequest
{
    /// <summary>Who makes the request.</summary>
    public Caller Caller { get; init; } = Caller.None;

    /// <summary>How to transcribe it.</summary>
    public TranscriptionSettings Settings { get; init; } = new();

    /// <summary>The format of headerless PCM; null if container and codec are detected from the data.</summary>
    public PcmFormat? Format { get; init; }

    /// <summary>Whether to send interim results for utterances in progress.</summary>
    public bool InterimResults { get; init; }

    /// <summary>Whether to report the start and the end of speech.</summary>
    public bool VoiceActivityEvents { get; init; }

    /// <summary>Whether utterances without text have a final result, too.</summary>
    public bool EmptyResults { get; init; }

    /// <summary>Where utterances begin and end.</summary>
    public Endpointing Endpointing { get; init; } = new();

    /// <summary>The minimum new audio between two interim results, 0.1 s to 10 s; default 0.5 s.</summary>
    public TimeSpan InterimInterval { get; init; } = TimeSpan.FromSeconds(0.5);
}
