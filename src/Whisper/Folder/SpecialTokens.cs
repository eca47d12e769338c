namespace Transcribe.Whisper.Folder;

/// <summary>
/// Ids of Whisper's special tokens, all read from the folder. An id is null if the model lacks the token or does not use it: English-only
/// models use no task.
/// </summary>
internal sealed record SpecialTokens
{
    /// <summary>&lt;|endoftext|&gt;: lower ids are text, this and higher ids are special.</summary>
    public required int EndOfText { get; init; }

    /// <summary>&lt;|startoftranscript|&gt;.</summary>
    public required int StartOfTranscript { get; init; }

    /// <summary>&lt;|startofprev|&gt;, which precedes a prompt.</summary>
    public int? StartOfPrevious { get; init; }

    /// <summary>&lt;|nospeech|&gt;, or &lt;|nocaptions|&gt; in older folders.</summary>
    public int? NoSpeech { get; init; }

    /// <summary>&lt;|notimestamps|&gt;.</summary>
    public required int NoTimestamps { get; init; }

    /// <summary>&lt;|0.00|&gt;: the first of 1501 timestamps, 20 ms apart.</summary>
    public required int FirstTimestamp { get; init; }

    /// <summary>&lt;|transcribe|&gt;.</summary>
    public int? Transcribe { get; init; }

    /// <summary>&lt;|translate|&gt;.</summary>
    public int? Translate { get; init; }

    /// <summary>
    /// Ids by language code (from &lt;|en|&gt;), in the folder's order. The vocabularies of English-only models have them too, though the
    /// models do not use them.
    /// </summary>
    public required IReadOnlyDictionary<string, int> Languages { get; init; }
}
