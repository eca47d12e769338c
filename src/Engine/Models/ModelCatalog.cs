using Microsoft.Extensions.Options;
using Transcribe.Engine.Batching;
using Transcribe.Engine.Inference.Sessions;

namespace Transcribe.Engine.Models;

/// <summary>The configured models. Each is loaded once, however many callers ask for it first.</summary>
public sealed class ModelCatalog : IAsyncDisposable
{
    private readonly ModelEntry[] _entries;

    internal ModelCatalog(IOptions<ModelsOptions> options, ModelLoader loader)
    {
        var sources = options.Value.Additional.Prepend(options.Value.Default).Distinct(StringComparer.Ordinal);
        _entries = [.. sources.Select(source => new ModelEntry(source, loader))];
        if (options.Value.Settings.Keys.FirstOrDefault(name => _entries.All(entry => !name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
            throw new OptionsValidationException(nameof(ModelsOptions), typeof(ModelsOptions), [$"Transcribe:Models:Settings has settings for '{unknown}', but no model is called so"]);
    }

    /// <summary>Whether the default model is in memory and warmed up.</summary>
    public bool IsReady => _entries[0].Model is not null;

    /// <summary>All configured models, the default one first.</summary>
    public IReadOnlyList<ModelDescription> List() => [.. _entries.Select((entry, index) => Describe(entry, index == 0))];

    /// <summary>Loads the default model, or waits until it is loaded.</summary>
    internal Task LoadDefaultAsync(CancellationToken cancellationToken) => _entries[0].GetAsync(cancellationToken);

    /// <summary>A model by its name; one that is not in memory yet is loaded, unless it is the default, which is being loaded since the start.</summary>
    /// <exception cref="TranscriptionException">No model has the name, or the default one is not ready.</exception>
    internal Task<LoadedModel> GetAsync(string name, CancellationToken cancellationToken)
    {
        var entry = name.Length == 0 ? _entries[0] : _entries.FirstOrDefault(entry => entry.Name == name)
            ?? throw new TranscriptionException(TranscriptionError.UnknownModel, $"No model is called '{name}'; ListModels names those that there are");
        return entry == _entries[0] && !IsReady
            ? throw new TranscriptionException(TranscriptionError.NotReady, "The model is still being loaded")
            : entry.GetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var entry in _entries)
            await entry.DisposeAsync();
    }

    private static ModelDescription Describe(ModelEntry entry, bool isDefault)
    {
        var folder = entry.Model?.Folder;
        var generation = folder?.Generation;
        return new ModelDescription(
            entry.Name,
            isDefault,
            entry.Model is not null,
            generation?.Multilingual ?? false,
            generation is null ? [] : generation.Multilingual ? [.. generation.Tokens.Languages.Keys] : ["en"],
            generation?.Tokens.Translate is not null,
            "onnxruntime",
            SessionFactory.Device,
            folder is null ? "" : folder.Precision.ToString().ToLowerInvariant());
    }
}
