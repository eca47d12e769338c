using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Alignment;

/// <summary>
/// When each text token was said, from where the decoder looked in the audio: openai/whisper's <c>find_alignment</c>, but over the window's tokens as the model
/// wrote them, timestamps included, and not over its bare text after no-timestamps. Pauses then belong to the timestamps around them and not to a word beside
/// them, and the model looks at the audio as it did when it wrote.
/// </summary>
internal sealed class TokenAligner(GenerationConfig config)
{
    /// <summary>Seconds of an encoder frame.</summary>
    private const float FrameSeconds = 0.02f;

    /// <summary>The result with times for the text tokens of its segments; unchanged when it has none.</summary>
    /// <param name="result">A finished window's.</param>
    /// <param name="task">What it was generated for.</param>
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

    /// <summary>Seconds at which the path enters the rows: a token is said from where it enters the row that predicts it until where it enters the next.</summary>
    private static float[] Entered(AlignmentWeights weights, int firstRow, int frames)
    {
        // The row of end-of-text predicts nothing.
        var cost = new AlignmentMatrix(weights, frames).Cost(firstRow, weights.Tokens - 1);
        return [.. DynamicTimeWarping.RowStarts(cost).Select(frame => frame * FrameSeconds)];
    }

    private int[] Start(string language, TranscriptionTask task, bool timed)
    {
        var tokens = config.Tokens;
        int?[] all = config.Multilingual
            ? [tokens.StartOfTranscript, tokens.Languages[language], task == TranscriptionTask.Translate ? tokens.Translate : tokens.Transcribe]
            : [tokens.StartOfTranscript];
        return [.. all.Append(timed ? null : tokens.NoTimestamps).OfType<int>()];
    }
}
