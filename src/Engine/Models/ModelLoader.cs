using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Batching;
using Transcribe.Engine.Inference;
using Transcribe.Engine.Inference.Sessions;
using Transcribe.Engine.Models.Hub;
using Transcribe.Engine.Segments;

namespace Transcribe.Engine.Models;

/// <summary>Brings a model into memory: finds or downloads its folder, checks it, builds its sessions and warms them up.</summary>
internal sealed class ModelLoader(
    ModelLocator locator, IOptions<ModelsOptions> models, IOptions<InferenceOptions> inference, TimeProvider time, ILogger<ModelLoader> logger)
{
    /// <exception cref="ModelFolderException">The folder or a file in it cannot be used.</exception>
    public async Task<LoadedModel> LoadAsync(string name, string source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var path = await locator.LocateAsync(source, ConsoleProgress.ForStandardError(), cancellationToken);
        ModelLog.Loading(logger, name, path);
        var folder = Apply(models.Value.Settings.TryGetValue(name, out var settings) ? settings : new ModelSettings(), WhisperFolderReader.Read(path));
        var codec = Tokenizer.Load(folder);
        var model = new LoadedModel(folder, codec, new OnnxBackend(folder, inference.Value), time, logger);
        await model.WarmUpAsync(cancellationToken);
        ModelLog.Ready(logger, name, time.GetElapsedTime(started).TotalSeconds);
        return model;
    }

    private WhisperFolder Apply(ModelSettings settings, WhisperFolder folder)
    {
        var precision = settings.Precision ?? inference.Value.Precision;
        return folder with
        {
            TrailingSilence = settings.TrailingSilence ?? folder.TrailingSilence,
            Precision = precision == Precision.Auto ? DevicePrecision.Best(SessionFactory.Device, folder) : precision,
        };
    }
}
