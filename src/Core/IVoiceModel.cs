namespace Transcribe.Core;

/// <summary>A voice activity model: Silero, version 5 or later. Each stream has a state of its own; the model itself is shared.</summary>
public interface IVoiceModel : IDisposable
{
    /// <summary>Samples of one step: 32 ms at 16 kHz.</summary>
    const int StepSamples = 512;

    /// <summary>Samples of the step before that the model reads again.</summary>
    const int ContextSamples = 64;

    /// <summary>Floats of a stream's state, [2, 1, 128].</summary>
    const int StateSize = 256;

    /// <summary>The probability of voice in a step, 0 to 1.</summary>
    /// <param name="samples">[<see cref="ContextSamples"/> + <see cref="StepSamples"/>], mono at 16 kHz.</param>
    /// <param name="state">[<see cref="StateSize"/>], zeros at first; overwritten.</param>
    float Run(float[] samples, float[] state);
}

/// <summary>Loads voice activity models.</summary>
public interface IVoiceModelLoader
{
    /// <exception cref="ModelException">The file is missing or not such a model.</exception>
    IVoiceModel Load(string path);
}
