using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>
/// Computes the output of the encoder's last layer. The decoder reads only keys and values that are computed from it.
/// </summary>
internal static class EncoderStates
{
    /// <summary>Runs the encoder on a whole window of 30 s.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="samples">At most 30 s at 16 kHz; the rest of the window is silence.</param>
    /// <returns>The output, [positions, width].</returns>
    public static float[] Of(WhisperWeights weights, float[] samples)
    {
        var bins = weights.Config.MelBins;
        var logMel = new float[bins * LogMelSpectrogram.FrameCount];
        new LogMelSpectrogram(bins).Compute(samples, LogMelSpectrogram.FrameCount, logMel);
        var graph = EncoderGraph.Build(weights, wholeSlots: false);
        using var session = SessionFactory.Create(graph, prepack: false);
        using var input = OrtValue.CreateTensorValueFromMemory(logMel, [1, bins, LogMelSpectrogram.FrameCount]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [EncoderGraph.LogMel], [input], [EncoderGraph.States]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
