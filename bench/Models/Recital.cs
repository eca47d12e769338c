namespace Transcribe.Bench.Models;

/// <summary>
/// The fixed output of a reciting model for each decoder position: the start sequence, one text segment over the whole window, and the end
/// token. Because the output depends on the position only, the model generates the same number of tokens for any audio, under the ordinary
/// Whisper rules and in any engine.
/// </summary>
/// <param name="vocabulary">The vocabulary of the model.</param>
/// <param name="words">The number of text tokens, 1 to <see cref="MaxWords"/>.</param>
internal sealed class Recital(SyntheticVocabulary vocabulary, int words)
{
    /// <summary>
    /// The maximum number of words. openai/whisper generates at most half of its 448 positions, and whisper.cpp four fewer: 217 words, two
    /// timestamps and the end token.
    /// </summary>
    public const int MaxWords = 217;

    /// <summary>The step between words. It is prime, so that no word repeats and the order of the words does not compress.</summary>
    private const int Stride = 7919;

    /// <summary>The token ids that follow each position, [<see cref="ModelShape.TextPositions"/>].</summary>
    public int[] Answers()
    {
        int[] text =
        [
            vocabulary.Languages["<|en|>"],
            vocabulary.Transcribe,
            vocabulary.FirstTimestamp,
            .. Enumerable.Range(0, words).Select(word => SyntheticVocabulary.FirstWord + (word * Stride % SyntheticVocabulary.WordCount)),
            vocabulary.LastTimestamp,
        ];
        return [.. text, .. Enumerable.Repeat(SyntheticVocabulary.EndOfText, ModelShape.TextPositions - text.Length)];
    }
}
