using Transcribe.Engine.Generation;
using Transcribe.Engine.Inference;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Segments;

/// <summary>When each text token was said, from where the decoder looked in the audio: openai/whisper's <c>find_alignment</c>.</summary>
internal sealed class TokenAligner(GenerationConfig config)
{
    /// <summary>Seconds of an encoder frame.</summary>
    private const float FrameSeconds = 0.02f;

    /// <summary>The transcript with times for the text tokens of its segments; unchanged when it has none.</summary>
    /// <param name="transcript">A finished window's.</param>
    /// <param name="task">What it was generated for.</param>
    /// <param name="windowLength">Samples, padding excluded.</param>
    /// <param name="align">Runs the model over a forced sequence: <see cref="IInferenceBackend.Align"/>.</param>
    public WindowTranscript Align(WindowTranscript transcript, TranscriptionTask task, int windowLength, Func<int[], AlignmentWeights> align)
    {
        var slices = TokenSlices.Split(transcript, config.Tokens.FirstTimestamp, windowLength).Slices;
        var text = slices.SelectMany(slice => slice.Tokens).Select(token => token.Id).Where(id => id < config.Tokens.EndOfText).ToArray();
        if (text.Length == 0 || transcript.SuppressionReason is not null)
            return transcript;

        var start = Start(transcript.Language, task);
        var weights = align([.. start, config.Tokens.NoTimestamps, .. text, config.Tokens.EndOfText]);
        return transcript with { TokenTimes = Times(weights, start.Length, windowLength / TokenSlices.StepSamples) };
    }

    /// <summary>A token is said from where the path enters the row that predicts it until where it enters the next row.</summary>
    private static (float Start, float End)[] Times(AlignmentWeights weights, int firstRow, int frames)
    {
        // The row of end-of-text predicts nothing.
        var cost = new AlignmentMatrix(weights, frames).Cost(firstRow, weights.Tokens - 1);
        var entered = DynamicTimeWarping.RowStarts(cost);
        return [.. entered.Zip(entered.Skip(1), (start, end) => (start * FrameSeconds, end * FrameSeconds))];
    }

    private int[] Start(string language, TranscriptionTask task)
    {
        var tokens = config.Tokens;
        if (!config.Multilingual)
            return [tokens.StartOfTranscript];
        int?[] rest = [tokens.StartOfTranscript, tokens.Languages[language], task == TranscriptionTask.Translate ? tokens.Translate : tokens.Transcribe];
        return [.. rest.OfType<int>()];
    }
}
