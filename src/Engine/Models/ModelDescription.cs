namespace Transcribe.Engine.Models;

/// <summary>A configured model, as told to clients.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="IsDefault">Whether requests that name no model get it.</param>
/// <param name="Loaded">Whether it is in memory and warmed up.</param>
/// <param name="Multilingual">Whether it knows more than English.</param>
/// <param name="LanguageCodes">BCP-47, empty until the folder was read.</param>
/// <param name="CanTranslate">Whether it can translate into English.</param>
/// <param name="Engine">What runs it, e.g. "onnxruntime".</param>
/// <param name="Device">Where, e.g. "cpu" or "cuda".</param>
/// <param name="Precision">Of the weights in memory, "f32", "int8" or "f16"; empty while there are none.</param>
public sealed record ModelDescription(
    string Name,
    bool IsDefault,
    bool Loaded,
    bool Multilingual,
    IReadOnlyList<string> LanguageCodes,
    bool CanTranslate,
    string Engine,
    string Device,
    string Precision);
