namespace Transcribe.Core;

/// <summary>A voice activity model: Silero, version 5 or later. Streams share the model; each keeps its own state.</summary>
public interface IVoiceModel : IDisposable
{
    /// <summary>The samples of one step, 32 ms at 16 kHz.</summary>
    const int StepSamples = 512;

    /// <summary>The last samples of the previous step, which the model reads again.</summary>
    const int ContextSamples = 64;

    /// <summary>The number of floats in a stream's state, [2, 1, 128].</summary>
    const int StateSize = 256;

    /// <summary>The probability of voice in a step, 0 to 1.</summary>
    /// <param name="samples">[<see cref="ContextSamples"/> + <see cref="StepSamples"/>], mono at 16 kHz.</param>
    /// <param name="state">[<see cref="StateSize"/>], zeros at first; overwritten.</param>
    float Run(float[] samples, float[] state);
}

/// <summary>Loads voice activity models.</summary>
public interface IVoiceModelLoader
{
    /// <exception cref="ModelException">The file is missing or is not such a model.</exception>
    IVoiceModel Load(string path);
}
