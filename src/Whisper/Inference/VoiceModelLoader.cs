using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Inference;

/// <summary>Loads voice activity models into ONNX Runtime.</summary>
internal sealed class VoiceModelLoader(IOptions<InferenceOptions> options) : IVoiceModelLoader
{
    /// <inheritdoc/>
    public IVoiceModel Load(string path)
    {
        SessionFactory.EnsureEnvironment(options.Value.Threads);
        return new VoiceModel(path);
    }
}
