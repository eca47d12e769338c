using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>Checks a request's settings against a model.</summary>
internal static class SettingsCheck
{
    /// <summary>The settings with the language codes that the model uses.</summary>
    /// <param name="settings">As the caller sent them.</param>
    /// <param name="model">The model that will transcribe.</param>
    /// <param name="detected">
    /// The language detected in an earlier part of the audio, which is kept for the rest; empty if none was detected.
    /// </param>
    /// <exception cref="TranscriptionException">The model does not support a language, or it cannot translate.</exception>
    public static TranscriptionSettings Apply(TranscriptionSettings settings, ModelDescription model, string detected = "")
    {
        if (settings.Task == TranscriptionTask.Translate && !model.CanTranslate)
            throw new TranscriptionException(
                TranscriptionError.TaskUnsupported, "This model only transcribes English; it cannot translate");
        string[] candidates = [.. settings.LanguageCodes.Select(code => Language(code, model)).Distinct()];
        return settings with { LanguageCodes = detected.Length > 0 ? [detected] : candidates };
    }

    /// <summary>
    /// Reduces a BCP-47 tag to its language, e.g. "de-AT" to "de", because models list only languages, and each by one code: "nb-NO" is
    /// "no" unless the model lists "nb".
    /// </summary>
    private static string Language(string code, ModelDescription model)
    {
        var language = code.Split('-', '_')[0].ToLowerInvariant();
        if (!model.LanguageCodes.Contains(language))
            language = LanguageAliases.Of(language);
        return model.LanguageCodes.Contains(language)
            ? language
            : throw new TranscriptionException(
                TranscriptionError.UnknownLanguage, $"The model does not know the language '{LimitText.Echo(code)}'");
    }
}
