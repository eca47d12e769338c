namespace Transcribe.Core;

/// <summary>What the sender of a live stream sends. Inputs are carried out in order.</summary>
public abstract record LiveInput
{
    private LiveInput()
    {
    }

    /// <summary>The next bytes of the stream, split at any position.</summary>
    public sealed record Audio(ReadOnlyMemory<byte> Bytes) : LiveInput;

    /// <summary>Ends the utterance in progress. Acknowledged when the results of the audio before it have been sent.</summary>
    public sealed record Finish : LiveInput;

    /// <summary>Drops the audio that has no final result. Acknowledged.</summary>
    public sealed record Clear : LiveInput;

    /// <summary>Shows that the sender is there. Not acknowledged.</summary>
    public sealed record KeepAlive : LiveInput;

    /// <summary>Changes the configuration from the next utterance on. Acknowledged when it has been checked.</summary>
    /// <param name="Request">The new configuration. Its caller does not count.</param>
    /// <param name="ChangesDecoding">Whether its format and audio track apply to the audio after this input.</param>
    public sealed record Configure(LiveRequest Request, bool ChangesDecoding) : LiveInput;
}
