using Transcribe.Core;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// Detects the language from the logits after start-of-transcript, like openai/whisper's <c>detect_language</c>, among the candidates.
/// </summary>
internal sealed class LanguageDetection
{
    private readonly (string Code, int Id)[] _candidates;

    /// <param name="tokens">The model's special tokens with its languages.</param>
    /// <param name="candidates">Codes of the candidates; if empty, all languages of the model.</param>
    /// <exception cref="TranscriptionException">The model does not have a candidate.</exception>
    public LanguageDetection(SpecialTokens tokens, IReadOnlyList<string> candidates)
    {
        var codes = candidates.Count > 0 ? candidates.Distinct() : tokens.Languages.Keys;
        _candidates = [.. codes.Select(code => (code, IdOf(tokens, code)))];
    }

    /// <summary>The only candidate; null if there are several.</summary>
    public DetectedLanguage? Forced => _candidates is [var only] ? new DetectedLanguage(only.Code, only.Id, 1) : null;

    /// <summary>The likeliest candidate with its probability among the candidates.</summary>
    /// <param name="logits">[vocabulary], after start-of-transcript alone.</param>
    public DetectedLanguage Detect(ReadOnlySpan<float> logits)
    {
        var probabilities = Probabilities(logits);
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new DetectedLanguage(_candidates[best].Code, _candidates[best].Id, probabilities[best]);
    }

    /// <summary>The candidates' softmax probabilities, [candidates], in their order.</summary>
    public float[] Probabilities(ReadOnlySpan<float> logits)
    {
        var probabilities = new float[_candidates.Length];
        for (var i = 0; i < probabilities.Length; i++)
            probabilities[i] = logits[_candidates[i].Id];
        var normaliser = LogProbability.LogSumExp(probabilities);
        return Array.ConvertAll(probabilities, logit => MathF.Exp(logit - normaliser));
    }

    private static int IdOf(SpecialTokens tokens, string code) => tokens.Languages.TryGetValue(code, out var id)
        ? id
        : throw new TranscriptionException(TranscriptionError.UnknownLanguage, $"The model does not know the language \"{code}\".");
}

/// <summary>A language and its token.</summary>
/// <param name="Code">The code from the token &lt;|en|&gt;.</param>
/// <param name="Id">The token's id.</param>
/// <param name="Probability">The probability among the candidates, 0 to 1.</param>
internal readonly record struct DetectedLanguage(string Code, int Id, float Probability);
