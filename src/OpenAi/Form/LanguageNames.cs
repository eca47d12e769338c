using System.Collections.Frozen;

namespace Transcribe.OpenAi.Form;

/// <summary>The names of languages in OpenAI's API: English, in lower case, as in openai/whisper.</summary>
internal static class LanguageNames
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["en"] = "english", ["zh"] = "chinese", ["de"] = "german", ["es"] = "spanish", ["ru"] = "russian", ["ko"] = "korean",
        ["fr"] = "french", ["ja"] = "japanese", ["pt"] = "portuguese", ["tr"] = "turkish", ["pl"] = "polish", ["ca"] = "catalan",
        ["nl"] = "dutch", ["ar"] = "arabic", ["sv"] = "swedish", ["it"] = "italian", ["id"] = "indonesian", ["hi"] = "hindi",
        ["fi"] = "finnish", ["vi"] = "vietnamese", ["he"] = "hebrew", ["uk"] = "ukrainian", ["el"] = "greek", ["ms"] = "malay",
        ["cs"] = "czech", ["ro"] = "romanian", ["da"] = "danish", ["hu"] = "hungarian", ["ta"] = "tamil", ["no"] = "norwegian",
        ["th"] = "thai", ["ur"] = "urdu", ["hr"] = "croatian", ["bg"] = "bulgarian", ["lt"] = "lithuanian", ["la"] = "latin",
        ["mi"] = "maori", ["ml"] = "malayalam", ["cy"] = "welsh", ["sk"] = "slovak", ["te"] = "telugu", ["fa"] = "persian",
        ["lv"] = "latvian", ["bn"] = "bengali", ["sr"] = "serbian", ["az"] = "azerbaijani", ["sl"] = "slovenian", ["kn"] = "kannada",
        ["et"] = "estonian", ["mk"] = "macedonian", ["br"] = "breton", ["eu"] = "basque", ["is"] = "icelandic", ["hy"] = "armenian",
        ["ne"] = "nepali", ["mn"] = "mongolian", ["bs"] = "bosnian", ["kk"] = "kazakh", ["sq"] = "albanian", ["sw"] = "swahili",
        ["gl"] = "galician", ["mr"] = "marathi", ["pa"] = "punjabi", ["si"] = "sinhala", ["km"] = "khmer", ["sn"] = "shona",
        ["yo"] = "yoruba", ["so"] = "somali", ["af"] = "afrikaans", ["oc"] = "occitan", ["ka"] = "georgian", ["be"] = "belarusian",
        ["tg"] = "tajik", ["sd"] = "sindhi", ["gu"] = "gujarati", ["am"] = "amharic", ["yi"] = "yiddish", ["lo"] = "lao",
        ["uz"] = "uzbek", ["fo"] = "faroese", ["ht"] = "haitian creole", ["ps"] = "pashto", ["tk"] = "turkmen", ["nn"] = "nynorsk",
        ["mt"] = "maltese", ["sa"] = "sanskrit", ["lb"] = "luxembourgish", ["my"] = "myanmar", ["bo"] = "tibetan", ["tl"] = "tagalog",
        ["mg"] = "malagasy", ["as"] = "assamese", ["tt"] = "tatar", ["haw"] = "hawaiian", ["ln"] = "lingala", ["ha"] = "hausa",
        ["ba"] = "bashkir", ["jw"] = "javanese", ["su"] = "sundanese", ["yue"] = "cantonese",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>
    {
        ["burmese"] = "my", ["valencian"] = "ca", ["flemish"] = "nl", ["haitian"] = "ht", ["letzeburgesch"] = "lb", ["pushto"] = "ps",
        ["panjabi"] = "pa", ["moldavian"] = "ro", ["moldovan"] = "ro", ["sinhalese"] = "si", ["castilian"] = "es", ["mandarin"] = "zh",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Codes = Names
        .Select(language => KeyValuePair.Create(language.Value, language.Key))
        .Concat(OtherNames)
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code of a language that is given by its name in any case, or by its code, which is returned.</summary>
    public static string CodeOf(string language) => Codes.GetValueOrDefault(language.Trim(), language.Trim());

    /// <summary>The name of a language; the code itself if it has no name here.</summary>
    public static string NameOf(string code) => Names.GetValueOrDefault(code, code);
}
