using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Keeps the words on which two consecutive transcripts of one growing utterance agree (LocalAgreement-2: Liu, Spanakis, Niehues 2020; Macháček, Dabre, Bojar 2023).
/// The end of the audio may cut off the last word, so that word waits unless a pause follows.
/// </summary>
internal sealed class LocalAgreement
{
    private IReadOnlyList<string> _last = [];

    /// <summary>The words that stay, as the beginning of the utterance's next transcript; null while there are none.</summary>
    public Continuation? Beginning { get; private set; }

    /// <summary>Their text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Their number.</summary>
    public int Words { get; private set; }

    /// <summary>Compares the next transcript, which begins with <see cref="Beginning"/>, with the one before.</summary>
    /// <param name="text">The transcript.</param>
    /// <param name="endsInPause">Whether its last word is complete.</param>
    /// <returns>Whether more words stay now.</returns>
    public bool Add(IWindowText text, bool endsInPause)
    {
        var words = text.Words;
        var agreed = words.Zip(_last).TakeWhile(pair => pair.First == pair.Second).Count();
        _last = words;
        var complete = Math.Min(agreed, endsInPause ? words.Count : words.Count - 1);
        if (complete <= Words)
            return false;
        (Words, Text, Beginning) = (complete, text.Beginning(complete), text.Keep(complete));
        return true;
    }

    /// <summary>Resets the state for the next utterance.</summary>
    public void Reset() => (_last, Beginning, Text, Words) = ([], null, "", 0);
}
