using Transcribe.Core;
using Transcribe.V1;

namespace Transcribe.Realtime.Turns;

/// <summary>
/// A turn and its text. The text that has been sent only grows, so that the deltas of an item, joined, are its transcript.
/// </summary>
internal sealed class Item(string id)
{
    // The text of the utterances that have ended.
    private string _settled = "";

    public string Id => id;

    /// <summary>All text that has been sent.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where its audio begins in the stream.</summary>
    public TimeSpan Start { get; set; }

    /// <summary>The duration of its audio.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>The tokens of the text; empty unless the session includes their log probabilities.</summary>
    public List<Token> Tokens { get; } = [];

    /// <summary>Takes the agreed text of the utterance in progress.</summary>
    /// <returns>What is new, with the space before it; empty for nothing.</returns>
    public string Grow(string utterance)
    {
        var text = utterance.Length > 0 && TranscriptText.HasSpaceBetween(_settled, utterance)
            ? $"{_settled} {utterance}"
            : _settled + utterance;
        // A final result without text withdraws interim text, but what was sent stays.
        if (!text.StartsWith(Text, StringComparison.Ordinal))
            return "";
        var delta = text[Text.Length..];
        Text = text;
        return delta;
    }

    /// <summary>Takes the final result of an utterance, after which another may follow.</summary>
    /// <returns>What is new.</returns>
    public string End(V1.LiveResult utterance)
    {
        var delta = Grow(utterance.Text);
        _settled = Text;
        // Timestamps have no text.
        Tokens.AddRange(utterance.Segments.SelectMany(segment => segment.Tokens).Where(token => token.Utf8.Length > 0));
        return delta;
    }
}
