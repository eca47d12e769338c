namespace Transcribe.Core;

/// <summary>A voice activity model: Silero, version 5 or later. Each stream has its own state; all streams share the model.</summary>
public interface IVoiceModel : IDisposable
{
    /// <summary>The number of samples of one step: 32 ms at 16 kHz.</summary>
    const int StepSamples = 512;

    /// <summary>The number of samples of the previous step that the model reads again.</summary>
    const int ContextSamples = 64;

    /// <summary>The number of floats in a stream's state, shape [2, 1, 128].</summary>
    const int StateSize = 256;

    /// <summary>The probability of voice in a step, 0 to 1.</summary>
    /// <param name="samples">Shape [<see cref="ContextSamples"/> + <see cref="StepSamples"/>], mono at 16 kHz.</param>
    /// <param name="state">Shape [<see cref="StateSize"/>]; zeros for the first step. The call overwrites it.</param>
    float Run(float[] samples, float[] state);
}

/// <summary>Loads voice activity models.</summary>
public interface IVoiceModelLoader
{
    /// <summary>Loads the model in a file.</summary>
    /// <exception cref="ModelException">The file is missing or is not a voice activity model.</exception>
    IVoiceModel Load(string path);
}
