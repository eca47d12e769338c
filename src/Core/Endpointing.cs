namespace Transcribe.Core;

/// <summary>Where the utterances of a live stream begin and end.</summary>
public sealed record Endpointing
{
    /// <summary>The silence that ends an utterance, 0.1 s to 10 s; default 0.6 s. Null if no silence does.</summary>
    public TimeSpan? SpeechEndTimeout { get; init; } = TimeSpan.FromSeconds(0.6);

    /// <summary>The audio before the first voice that belongs to an utterance, 0 s to 2 s; default 0.3 s.</summary>
    public TimeSpan PrefixPadding { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>How certain it must be that a sound is voice, 0 to 1; default 0.5.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>The audio without speech that ends the stream, until speech begins once; null for no limit.</summary>
    public TimeSpan? SpeechStartTimeout { get; init; }

    /// <summary>The longest utterance, 5 s to 28 s; default 28 s. A longer one is cut.</summary>
    public TimeSpan MaxUtterance { get; init; } = TimeSpan.FromSeconds(28);
}
