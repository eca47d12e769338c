using System.Collections.Frozen;

namespace Transcribe.Transcription;

/// <summary>Languages of BCP-47 for which Whisper has another code, by the codes that callers send.</summary>
internal static class LanguageAliases
{
    // Languages that Whisper knows by the code of a larger one, and present and withdrawn codes of one language.
    private static readonly FrozenDictionary<string, string> Codes = new Dictionary<string, string>
    {
        ["cmn"] = "zh",
        ["fil"] = "tl",
        ["in"] = "id",
        ["iw"] = "he",
        ["ji"] = "yi",
        ["jv"] = "jw",
        ["mo"] = "ro",
        ["nb"] = "no",
    }.ToFrozenDictionary();

    /// <summary>The code by which Whisper knows a language; the code itself if it has no other.</summary>
    /// <param name="language">A code in lower case, without a region.</param>
    public static string Of(string language) => Codes.GetValueOrDefault(language, language);
}
