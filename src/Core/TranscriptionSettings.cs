namespace Transcribe.Core;

/// <summary>
/// How to transcribe audio. Every stage passes on the whole record, so a new option needs three edits: the proto, its mapping, and the code
/// that uses the option.
/// </summary>
public sealed record TranscriptionSettings
{
    /// <summary>The name of a configured model; empty selects the default model.</summary>
    public string Model { get; init; } = "";

    /// <summary>
    /// Candidate languages (BCP-47). One candidate is forced. With several, the model detects one of them. With none, it detects one of all
    /// its languages.
    /// </summary>
    public IReadOnlyList<string> LanguageCodes { get; init; } = [];

    /// <summary>Whether to transcribe or to translate into English.</summary>
    public TranscriptionTask Task { get; init; } = TranscriptionTask.Transcribe;

    /// <summary>Example text with expected words and style. The model reads it before every window.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Whether segments carry word times.</summary>
    public bool WordTimestamps { get; init; }

    /// <summary>Whether segments carry their tokens.</summary>
    public bool Tokens { get; init; }

    /// <summary>
    /// The sampling temperature, 0 to 1, without fallback. Null selects greedy decoding (0) with fallback to higher temperatures.
    /// </summary>
    public float? Temperature { get; init; }

    /// <summary>The index of the audio track to read, from 0; null for the default track of the file.</summary>
    public int? AudioTrack { get; init; }

    /// <summary>The part of recorded audio to transcribe; null for the whole.</summary>
    public AudioClip? Clip { get; init; }
}

/// <summary>The task of the model.</summary>
public enum TranscriptionTask
{
    /// <summary>The words spoken, in their language.</summary>
    Transcribe,

    /// <summary>An English translation of the words spoken.</summary>
    Translate,
}
