using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Alignment;

/// <summary>
/// Computes the time of each text token from the decoder's cross-attention, like openai/whisper's <c>find_alignment</c>. The reference
/// aligns the bare text after no-timestamps; this class aligns the window's tokens as generated, timestamps included. Pauses then belong to
/// the surrounding timestamps and not to an adjacent word, and the attention is the same as during generation.
/// </summary>
internal sealed class TokenAligner(GenerationConfig config)
{
    /// <summary>Seconds per encoder frame.</summary>
    private const float FrameSeconds = 0.02f;

    /// <summary>Adds times to the text tokens of the result's segments; a result without text is returned unchanged.</summary>
    /// <param name="result">The result of a finished window.</param>
    /// <param name="task">The task of the generation.</param>
    /// <param name="windowLength">Samples, padding excluded.</param>
    /// <param name="align">Runs the model over a forced sequence: <see cref="IInferenceBackend.Align"/>.</param>
    public GenerationResult Align(GenerationResult result, TranscriptionTask task, int windowLength, Func<int[], AlignmentWeights> align)
    {
        var slices = TokenSlices.Split(result, config.Tokens.FirstTimestamp, windowLength).Slices;
        var tokens = slices.SelectMany(slice => slice.Tokens).Select(token => token.Id).ToArray();
        var text = Enumerable.Range(0, tokens.Length).Where(i => tokens[i] < config.Tokens.EndOfText).ToArray();
        if (text.Length == 0 || result.SuppressionReason is not null)
            return result;

        var start = Start(result.Language, task, timed: text.Length < tokens.Length);
        var weights = align([.. start, .. tokens, config.Tokens.EndOfText]);
        var entered = Entered(weights, start.Length - 1, windowLength / TokenSlices.StepSamples);
        return result with { TokenTimes = [.. text.Select(i => (entered[i], entered[i + 1]))] };
    }

    /// <summary>
    /// Seconds at which the path enters each row. A token starts when the path enters the row that predicts it, and ends when the path
    /// enters the next row.
    /// </summary>
    private static float[] Entered(AlignmentWeights weights, int firstRow, int frames)
    {
        // The row of end-of-text predicts nothing.
        var cost = new AlignmentMatrix(weights, frames).Cost(firstRow, weights.Tokens - 1);
        return [.. DynamicTimeWarping.RowStarts(cost).Select(frame => frame * FrameSeconds)];
    }

    private int[] Start(string language, TranscriptionTask task, bool timed)
    {
        var tokens = config.Tokens;
        var chosenTask = task == TranscriptionTask.Translate ? tokens.Translate : tokens.Transcribe;
        int?[] all = config.Multilingual
            ? [tokens.StartOfTranscript, tokens.Languages[language], chosenTask]
            : [tokens.StartOfTranscript];
        return [.. all.Append(timed ? null : tokens.NoTimestamps).OfType<int>()];
    }
}
