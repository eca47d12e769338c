using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Engines;
using Transcribe.Engines.Hub;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Hub;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Telemetry;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper;

/// <summary>Loads Whisper models: finds or downloads a Hugging Face folder, checks it, builds its sessions and warms them up.</summary>
internal sealed class WhisperModelLoader(
    ModelLocator locator,
    IOptions<InferenceOptions> inference,
    TimeProvider time,
    ILogger<WhisperModelLoader> logger) : ISpeechModelLoader
{
    private const string Name = "onnxruntime";

    /// <summary>The description of a model before it is loaded.</summary>
    public static ModelDescription Unloaded(string name, string device) => new(name, Name, device)
    {
        Capabilities = ModelCapabilities.Batching | ModelCapabilities.InterimResults,
    };

    /// <inheritdoc/>
    public string Engine => Name;

    /// <inheritdoc/>
    public bool CanLoad(string location) => !File.Exists(location) && HubModelFile.Parse(location) is null;

    /// <inheritdoc/>
    public ModelDescription Describe(string name) => Unloaded(name, inference.Value.Device);

    /// <inheritdoc/>
    public IEnumerable<string> Validate(ModelSettings settings)
    {
        if (settings.Precision is { } precision && !DevicePrecision.IsSupported(inference.Value.Device, precision))
            yield return DevicePrecision.Unsupported(nameof(ModelSettings.Precision), inference.Value.Device);
    }

    /// <inheritdoc/>
    public async Task<long> FetchAsync(ModelSource source, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = await locator.LocateAsync(source.Location, progress, cancellationToken);
        return MemoryEstimate.Of(Apply(source.Settings, inference.Value, WhisperFolderReader.Read(path)), inference.Value.Slots);
    }

    /// <inheritdoc/>
    public async Task<ISpeechModel> LoadAsync(ModelSource source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var path = await locator.LocateAsync(source.Location, progress: null, cancellationToken);
        logger.Loading(source.Name, path);
        // ONNX Runtime starts, and the weights are read for their hash, while the folder is read.
        var hash = Task.Run(() => HashWeights(path), cancellationToken);
        var folder = ReadFolder(path, source.Settings, out var tokenizer);
        // The vocabulary is read while the sessions are built.
        var vocabulary = Task.Run(() => ReadVocabulary(tokenizer, folder), cancellationToken);
        var model = await StartAsync(source.Name, folder, await hash, vocabulary, cancellationToken);
        logger.Ready(source.Name, time.GetElapsedTime(started).TotalSeconds);
        return model;
    }

    /// <summary>Starts the model on each device, one after another. If one fails, those before it are disposed of.</summary>
    private async Task<ISpeechModel> StartAsync(
        string name, WhisperFolder folder, string hash, Task<Tokenizer> vocabulary, CancellationToken cancellationToken)
    {
        var replicas = new List<ISpeechModel>();
        try
        {
            foreach (var device in DeviceNumbers.Of(inference.Value.Devices, VisibleDevices.Count()))
                replicas.Add(await StartAsync(name, folder, hash, vocabulary, device, cancellationToken));
            return replicas is [var only] ? only : new ReplicatedModel(replicas);
        }
        catch
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
            throw;
        }
    }

    private async Task<WhisperModel> StartAsync(
        string name, WhisperFolder folder, string hash, Task<Tokenizer> vocabulary, int device, CancellationToken cancellationToken)
    {
        var backend = new OnnxBackend(folder, inference.Value, number: device, logger: logger, hash: hash);
        try
        {
            await vocabulary;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
        return await WhisperModel.StartAsync(name, folder, await vocabulary, backend, time, logger, cancellationToken);
    }

    private string HashWeights(string path)
    {
        SessionFactory.EnsureEnvironment(inference.Value.Threads);
        using var store = WeightStore.Open(path);
        return store.Hash();
    }

    private WhisperFolder ReadFolder(string path, ModelSettings settings, out TokenizerFiles tokenizer)
    {
        using var stage = LoadStages.Begin(LoadStages.Folder);
        return Apply(settings, inference.Value, WhisperFolderReader.Read(path, out tokenizer));
    }

    private static Tokenizer ReadVocabulary(TokenizerFiles tokenizer, WhisperFolder folder)
    {
        using var stage = LoadStages.Begin(LoadStages.Vocabulary);
        return Tokenizer.Load(tokenizer, folder.Generation.Tokens.EndOfText);
    }

    /// <summary>Applies the operator's settings, which take precedence over the folder's.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="inference">The device, and the precision if the settings name none.</param>
    /// <param name="folder">The folder as read from disk.</param>
    internal static WhisperFolder Apply(ModelSettings settings, InferenceOptions inference, WhisperFolder folder)
    {
        var precision = settings.Precision ?? inference.Precision;
        return folder with
        {
            TrailingSilence = settings.TrailingSilence ?? folder.TrailingSilence,
            Generation = folder.Generation with
            {
                Thresholds = folder.Generation.Thresholds.With(settings),
                MaxInitialTimestampIndex = settings.MaxInitialTimestamp is { } latest
                    ? (int)(latest / GenerationConfig.TimestampStep)
                    : folder.Generation.MaxInitialTimestampIndex,
            },
            Precision = precision == Precision.Auto ? DevicePrecision.Best(inference.Device, folder) : precision,
        };
    }
}
