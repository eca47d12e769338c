using Microsoft.ML.OnnxRuntime;
using Transcribe.Core;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>A Silero voice activity model, version 5 or later. All streams share one copy in memory.</summary>
internal sealed class VoiceModel : IVoiceModel
{
    private static readonly string[] Inputs = ["input", "state", "sr"];
    private static readonly string[] Outputs = ["output", "stateN"];

    private readonly InferenceSession _session;
    private readonly OrtValue _sampleRate;

    /// <exception cref="ModelFolderException">The file cannot be read or is not such a model.</exception>
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

        if (!Inputs.All(_session.InputMetadata.ContainsKey) || !Outputs.All(_session.OutputMetadata.ContainsKey))
        {
            _session.Dispose();
            throw new ModelFolderException(
                path,
                "it is not a Silero voice activity model of version 5 or later, "
                + $"which has the inputs {string.Join(", ", Inputs)} and the outputs {string.Join(", ", Outputs)}");
        }
        _sampleRate = OrtValue.CreateTensorValueFromMemory<long>([SampleTime.SampleRate], []);
    }

    /// <inheritdoc/>
    public float Run(float[] samples, float[] state)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(samples, [1, samples.Length]);
        using var before = OrtValue.CreateTensorValueFromMemory(state, [2, 1, IVoiceModel.StateSize / 2]);
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
