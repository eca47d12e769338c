namespace Transcribe.Core;

/// <summary>
/// How to transcribe audio. Every stage passes this record on whole, so a new option needs three edits: the proto, the mapping from the proto, and the place that uses it.
/// </summary>
public sealed record TranscriptionSettings
{
    /// <summary>The name of a configured model; empty selects the default model.</summary>
    public string Model { get; init; } = "";

    /// <summary>Candidate languages (BCP-47). One is forced; the model detects among several; with none it detects among all that it knows.</summary>
    public IReadOnlyList<string> LanguageCodes { get; init; } = [];

    /// <summary>Whether to write the words spoken or their English translation.</summary>
    public TranscriptionTask Task { get; init; } = TranscriptionTask.Transcribe;

    /// <summary>Words and style to expect. The model sees it before every window.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Whether segments carry word times.</summary>
    public bool WordTimestamps { get; init; }

    /// <summary>Null: greedy decoding (0) with fallback to higher temperatures. Set (0 to 1): only this temperature, without fallback.</summary>
    public float? Temperature { get; init; }
}

/// <summary>What the model writes.</summary>
public enum TranscriptionTask
{
    /// <summary>The words spoken, in their language.</summary>
    Transcribe,

    /// <summary>An English translation of the words spoken.</summary>
    Translate,
}
