using Transcribe.Engine.Generation;
using Transcribe.Engine.Models;

namespace Transcribe.Engine;

/// <summary>What a request asks of a model, held against what the model can do.</summary>
internal static class RequestOptions
{
    private const string English = "en";

    /// <exception cref="TranscriptionException">The model does not know a language, or cannot translate.</exception>
    public static WindowOptions For(TranscriptionSettings request, WhisperFolder model, TranscriptionCheckpoint resume)
    {
        var tokens = model.Generation.Tokens;
        if (request.Task == TranscriptionTask.Translate && tokens.Translate is null)
            throw new TranscriptionException(TranscriptionError.TaskUnsupported, "This model only transcribes English; it cannot translate");
        string[] candidates = [.. request.LanguageCodes.Select(code => Language(code, model)).Distinct()];
        return new WindowOptions
        {
            // A language that was heard holds for the rest of the audio.
            Languages = resume.LanguageCode.Length > 0 ? [resume.LanguageCode] : candidates,
            Task = request.Task,
            Prompt = request.Prompt,
            WordTimestamps = request.WordTimestamps,
            Temperature = request.Temperature,
        };
    }

    /// <summary>BCP-47 tags begin with the language ("de-AT"), which is all that Whisper's tokens name.</summary>
    private static string Language(string code, WhisperFolder model)
    {
        var language = code.Split('-', '_')[0].ToLowerInvariant();
        var known = model.Generation.Multilingual ? model.Generation.Tokens.Languages.ContainsKey(language) : language == English;
        return known ? language : throw new TranscriptionException(TranscriptionError.UnknownLanguage, $"The model does not know the language '{code}'");
    }
}
