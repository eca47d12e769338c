using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Keeps the words on which two consecutive transcripts of one growing utterance agree (LocalAgreement-2: Liu, Spanakis, Niehues 2020;
/// Macháček, Dabre, Bojar 2023). The end of the audio may cut off the last word, so that word waits unless a pause follows.
/// </summary>
internal sealed class LocalAgreement
{
    private IReadOnlyList<string> _last = [];

    /// <summary>The stable words, as the start of the utterance's next transcript; null if there are none.</summary>
    public Continuation? Beginning { get; private set; }

    /// <summary>The text of the stable words.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The number of stable words.</summary>
    public int Words { get; private set; }

    /// <summary>Compares the next transcript, which begins with <see cref="Beginning"/>, with the previous one.</summary>
    /// <param name="text">The transcript.</param>
    /// <param name="endsInPause">Whether its last word is complete.</param>
    /// <returns>Whether the number of stable words increased.</returns>
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
