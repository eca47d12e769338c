namespace Transcribe.Engine;

/// <summary>One caller's audio and what to do with it.</summary>
public sealed record TranscriptionRequest : TranscriptionSettings
{
    /// <summary>The audio: inline bytes or a URL.</summary>
    public required AudioInput Audio { get; init; }

    /// <summary>Whose windows go first.</summary>
    public WorkPriority Priority { get; init; } = WorkPriority.Direct;
}

/// <summary>What to do with audio, wherever it comes from.</summary>
public abstract record TranscriptionSettings
{
    /// <summary>A configured model's name; empty means the default model.</summary>
    public string Model { get; init; } = "";

    /// <summary>Candidate languages (BCP-47): one is forced, several are detected among, none means detect among all the model knows.</summary>
    public IReadOnlyList<string> LanguageCodes { get; init; } = [];

    /// <summary>Transcribe in the language spoken, or translate into English.</summary>
    public TranscriptionTask Task { get; init; } = TranscriptionTask.Transcribe;

    /// <summary>Words and style to expect; given to every window.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Whether segments carry word times.</summary>
    public bool WordTimestamps { get; init; }

    /// <summary>Null: greedy (0) with fallback to higher temperatures. Set (0 to 1): that one temperature, no fallback.</summary>
    public float? Temperature { get; init; }
}

/// <summary>Whose windows go first, the most urgent first: those of one level are taken only while none of the level above waits.</summary>
public enum WorkPriority
{
    /// <summary>An utterance of live audio has ended, and its final text is due.</summary>
    LiveFinal,

    /// <summary>What live audio comes to so far. Where there is no time for all of it, there is less of it.</summary>
    LiveInterim,

    /// <summary>Somebody waits for the answer.</summary>
    Direct,

    /// <summary>Nobody waits, and the work is bounded by whoever submits it: it is never refused as overload.</summary>
    Background,
}

/// <summary>What to write down: the words spoken, or their English translation.</summary>
public enum TranscriptionTask
{
    Transcribe,
    Translate,
}
