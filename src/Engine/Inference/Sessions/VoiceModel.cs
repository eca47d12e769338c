using Microsoft.ML.OnnxRuntime;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>A Silero voice activity model, version 5 or later, in memory once for all streams.</summary>
internal sealed class VoiceModel : IDisposable
{
    /// <summary>Samples of one step: 32 ms at 16 kHz.</summary>
    public const int StepSamples = 512;

    /// <summary>Samples of the step before that the model sees again.</summary>
    public const int ContextSamples = 64;

    /// <summary>Floats of a stream's state, [2, 1, 128].</summary>
    public const int StateSize = 256;

    private static readonly string[] Inputs = ["input", "state", "sr"];
    private static readonly string[] Outputs = ["output", "stateN"];

    private readonly InferenceSession _session;
    private readonly OrtValue _sampleRate = OrtValue.CreateTensorValueFromMemory<long>([16_000], []);

    /// <exception cref="ModelFolderException">The file is none, or not such a model.</exception>
    public VoiceModel(string path)
    {
        try
        {
            _session = SessionFactory.Open(path);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelFolderException(path, "it cannot be read as an ONNX model", exception);
        }

        if (Inputs.All(_session.InputMetadata.ContainsKey) && Outputs.All(_session.OutputMetadata.ContainsKey))
            return;
        _session.Dispose();
        throw new ModelFolderException(path, $"it is no Silero voice activity model of version 5 or later, which takes {string.Join(", ", Inputs)} and gives {string.Join(", ", Outputs)}");
    }

    /// <summary>The probability of voice in a step, 0 to 1.</summary>
    /// <param name="samples">[<see cref="ContextSamples"/> + <see cref="StepSamples"/>], mono at 16 kHz.</param>
    /// <param name="state">[<see cref="StateSize"/>], zeros at first; overwritten.</param>
    public float Run(float[] samples, float[] state)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(samples, [1, samples.Length]);
        using var before = OrtValue.CreateTensorValueFromMemory(state, [2, 1, StateSize / 2]);
        using var outputs = _session.Run(options, Inputs, [input, before, _sampleRate], Outputs);
        outputs[1].GetTensorDataAsSpan<float>().CopyTo(state);
        return outputs[0].GetTensorDataAsSpan<float>()[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _sampleRate.Dispose();
    }
}
