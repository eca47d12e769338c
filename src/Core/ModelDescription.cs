namespace Transcribe.Core;

/// <summary>A speech model as clients see it.</summary>
/// <param name="Name">The name in requests.</param>
/// <param name="Engine">The engine that runs it, e.g. "onnxruntime".</param>
/// <param name="Device">The device that it runs on, e.g. "cpu" or "cuda".</param>
public sealed record ModelDescription(string Name, string Engine, string Device)
{
    /// <summary>The precision of the weights in memory: "f32", "int8" or "f16"; empty until the model is loaded.</summary>
    public string Precision { get; init; } = "";

    /// <summary>Whether the model supports more languages than English.</summary>
    public bool Multilingual { get; init; }

    /// <summary>The languages that the model supports (BCP-47); empty until the model is loaded.</summary>
    public IReadOnlyList<string> LanguageCodes { get; init; } = [];

    /// <summary>Whether the model can translate into English.</summary>
    public bool CanTranslate { get; init; }
}
