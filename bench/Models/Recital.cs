namespace Transcribe.Bench.Models;

/// <summary>
/// What the decoder of a reciting model answers at each of its positions: the start sequence, one segment of text over the whole window, and its end. A model whose
/// answer depends on the position alone says the same number of tokens of any audio, under Whisper's ordinary rules and in any engine.
/// </summary>
/// <param name="vocabulary">The model's.</param>
/// <param name="words">Text tokens, 1 to <see cref="MaxWords"/>.</param>
internal sealed class Recital(SyntheticVocabulary vocabulary, int words)
{
    /// <summary>openai/whisper generates half of its 448 positions at most, whisper.cpp four fewer: 217 words, two timestamps, and the end.</summary>
    public const int MaxWords = 217;

    /// <summary>A prime, so that words follow each other in no order that a compressor could make use of, and none comes twice.</summary>
    private const int Stride = 7919;

    /// <summary>[<see cref="ModelShape.TextPositions"/>] ids: the token after each position.</summary>
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
