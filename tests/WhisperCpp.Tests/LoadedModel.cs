using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.WhisperCpp.Hub;

namespace Transcribe.WhisperCpp.Tests;

/// <summary>The bundled model on whisper.cpp, and the audio of a sample.</summary>
public sealed class LoadedModel : IAsyncLifetime
{
    private readonly StockModel _files = new();

    public ISpeechModel Model { get; private set; } = null!;

    /// <summary>The English sample.</summary>
    public float[] English { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        English = await FfmpegTool.DecodeAsync(Repository.Sample("digits-en.mp3"));
        Model = await LoadAsync(_files.F16);
    }

    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync();
        _files.Dispose();
    }

    internal static Task<ISpeechModel> LoadAsync(string location, ModelSettings? settings = null, HubLocator? hub = null) =>
        Loader(hub).LoadAsync(new ModelSource(Path.GetFileName(location), location, settings ?? StockModel.Rules), CancellationToken.None);

    internal static WhisperCppModelLoader Loader(HubLocator? hub = null)
    {
        hub ??= new HubLocator(HubSettings.FromEnvironment(), TimeProvider.System, NullLogger<HubLocator>.Instance);
        return new WhisperCppModelLoader(
            new GgmlLocator(hub), Options.Create(new WhisperCppOptions()), TimeProvider.System, NullLogger<WhisperCppModelLoader>.Instance);
    }

    /// <summary>Transcribes a window.</summary>
    public Task<WindowTranscript> TranscribeAsync(
        ReadOnlyMemory<float> samples, TranscriptionSettings? settings = null, CancellationToken cancellationToken = default) =>
        Model.TranscribeAsync(
            new WindowRequest { Requester = new Requester(Caller.None), Samples = samples, Settings = settings ?? new() },
            cancellationToken);
}
