using Transcribe.Core;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>The language that the model expects after start-of-transcript: openai/whisper's <c>detect_language</c>, over candidates.</summary>
internal sealed class LanguageDetection
{
    private readonly (string Code, int Id)[] _candidates;

    /// <param name="tokens">The model's languages.</param>
    /// <param name="candidates">Codes to choose among; all that the model knows when empty.</param>
    /// <exception cref="TranscriptionException">The model does not know a candidate.</exception>
    public LanguageDetection(SpecialTokens tokens, IReadOnlyList<string> candidates)
    {
        var codes = candidates.Count > 0 ? candidates.Distinct() : tokens.Languages.Keys;
        _candidates = [.. codes.Select(code => (code, IdOf(tokens, code)))];
    }

    /// <summary>The one candidate; null when there are several to detect among.</summary>
    public DetectedLanguage? Forced => _candidates is [var only] ? new DetectedLanguage(only.Code, only.Id, 1) : null;

    /// <summary>The likeliest candidate, with its probability among them.</summary>
    /// <param name="logits">[vocabulary], after start-of-transcript alone.</param>
    public DetectedLanguage Detect(ReadOnlySpan<float> logits)
    {
        var probabilities = Probabilities(logits);
        var best = Array.IndexOf(probabilities, probabilities.Max());
        return new DetectedLanguage(_candidates[best].Code, _candidates[best].Id, probabilities[best]);
    }

    /// <summary>[candidates], softmax over them, in their order.</summary>
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

/// <summary>A language with its token.</summary>
/// <param name="Code">As in &lt;|en|&gt;.</param>
/// <param name="Id">Its token.</param>
/// <param name="Probability">Among the candidates, 0 to 1.</param>
internal readonly record struct DetectedLanguage(string Code, int Id, float Probability);
