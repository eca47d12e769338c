namespace Transcribe.Whisper.Generation;

/// <summary>
/// Which tokens may come next, as far as the tokens before tell: ranges of ids, and which of the model's lists hold. Small and plain, so that it can be handed to
/// whatever has the logits: <see cref="LogitsRules"/> here, a graph on a device.
/// </summary>
internal readonly record struct TokenConstraints
{
    /// <summary><see cref="EndTimestamp"/> where every later timestamp is allowed.</summary>
    public const int NoEnd = int.MaxValue;

    /// <summary>Whether the token is an attempt's first, for which there is a list of its own.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>Whether timestamps are to be written: then they win where they are likelier together than any text.</summary>
    public required bool HasTimestamps { get; init; }

    /// <summary>The first id below the timestamps that is allowed: 0 for all of them, end-of-text for no words, the vocabulary's first timestamp for none.</summary>
    public required int FirstText { get; init; }

    /// <summary>The first timestamp that is allowed, from the vocabulary's first to the id after its last.</summary>
    public required int FirstTimestamp { get; init; }

    /// <summary>The id after the last timestamp that is allowed; <see cref="FirstTimestamp"/> or less for none.</summary>
    public required int EndTimestamp { get; init; }
}
