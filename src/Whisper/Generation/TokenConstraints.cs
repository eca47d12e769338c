namespace Transcribe.Whisper.Generation;

/// <summary>
/// Constraints on the next token from the tokens before it: ranges of ids, and the selection among the model's lists. A small plain value,
/// so both <see cref="LogitsRules"/> on the host and a graph on a device can apply it.
/// </summary>
internal readonly record struct TokenConstraints
{
    /// <summary>The <see cref="EndTimestamp"/> that allows every later timestamp.</summary>
    public const int NoEnd = int.MaxValue;

    /// <summary>Whether the token is an attempt's first; the first token has its own list.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>
    /// Whether the model generates timestamps. If timestamps are together likelier than any text token, a timestamp is chosen.
    /// </summary>
    public required bool HasTimestamps { get; init; }

    /// <summary>
    /// The first allowed id below the timestamps: 0 allows all text, end-of-text allows no words, the first timestamp allows no text.
    /// </summary>
    public required int FirstText { get; init; }

    /// <summary>The first allowed timestamp, from the vocabulary's first timestamp to the id after its last.</summary>
    public required int FirstTimestamp { get; init; }

    /// <summary>The id after the last allowed timestamp; at most <see cref="FirstTimestamp"/> if no timestamp is allowed.</summary>
    public required int EndTimestamp { get; init; }
}
