namespace Transcribe.Core;

/// <summary>A speech model as clients see it.</summary>
/// <param name="Name">The name in requests.</param>
/// <param name="Engine">The engine that runs it, "onnxruntime" or "whispercpp".</param>
/// <param name="Device">The device that it runs on, e.g. "cpu" or "cuda".</param>
public sealed record ModelDescription(string Name, string Engine, string Device)
{
    /// <summary>The precision of the weights in memory: such as "f32", "int8" or "f16"; empty until the model is loaded.</summary>
    public string Precision { get; init; } = "";

    /// <summary>Whether the model supports more languages than English.</summary>
    public bool Multilingual { get; init; }

    /// <summary>The languages that the model supports (BCP-47); empty until the model is loaded.</summary>
    public IReadOnlyList<string> LanguageCodes { get; init; } = [];

    /// <summary>Whether the model can translate into English.</summary>
    public bool CanTranslate { get; init; }

    /// <summary>What the engine can do with the model beyond the transcription of windows one by one.</summary>
    public ModelCapabilities Capabilities { get; init; }
}

/// <summary>What engines may or may not be able to do.</summary>
[Flags]
public enum ModelCapabilities
{
    /// <summary>Nothing beyond the transcription of windows one by one.</summary>
    None = 0,

    /// <summary>Windows of several callers are decoded together, which is faster than one after the other.</summary>
    Batching = 1,

    /// <summary>
    /// Live audio has interim results: transcripts have <see cref="WindowTranscript.Text"/>, and requests may have a
    /// <see cref="Continuation"/>. Without it, live audio has final results only.
    /// </summary>
    InterimResults = 2,
}
