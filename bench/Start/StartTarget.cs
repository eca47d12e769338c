using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.Whisper;
using Transcribe.Whisper.Hub;
using Transcribe.Whisper.Inference;
using Transcribe.WhisperCpp;
using Transcribe.WhisperCpp.Hub;

namespace Transcribe.Bench.Start;

/// <summary>A model to start and the engine that loads it: a folder on ONNX Runtime, a file on whisper.cpp.</summary>
/// <param name="Model">A Whisper folder or a ggml file.</param>
/// <param name="Precision">The precision of a folder's matrix products.</param>
internal sealed record StartTarget(string Model, Precision Precision)
{
    /// <summary>Loads the model as the service does.</summary>
    public Task<ISpeechModel> LoadAsync(TimeProvider time)
    {
        var hub = new HubLocator(HubSettings.FromEnvironment(), time, NullLogger<HubLocator>.Instance);
        ISpeechModelLoader loader = File.Exists(Model)
            ? new WhisperCppModelLoader(
                new GgmlLocator(hub), Options.Create(new WhisperCppOptions()), time, NullLogger<WhisperCppModelLoader>.Instance)
            : new WhisperModelLoader(
                new ModelLocator(hub),
                Options.Create(new InferenceOptions { Precision = Precision }),
                time,
                NullLogger<WhisperModelLoader>.Instance);
        return loader.LoadAsync(new ModelSource("start", Model, new ModelSettings()), CancellationToken.None);
    }
}
