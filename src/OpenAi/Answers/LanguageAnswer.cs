using Transcribe.Core;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi.Answers;

/// <summary>The answer of whisper-asr-webservice to <c>/detect-language</c>.</summary>
/// <param name="DetectedLanguage">The English name in lower case.</param>
/// <param name="LanguageCode">The code.</param>
/// <param name="Confidence">The probability of the language among the candidates, 0 to 1.</param>
internal sealed record LanguageAnswer(string DetectedLanguage, string LanguageCode, float Confidence)
{
    public static LanguageAnswer Of(Segment segment) =>
        new(LanguageNames.NameOf(segment.LanguageCode), segment.LanguageCode, segment.Evidence?.LanguageProbability ?? 1);
}
