using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>The configured models. Each is loaded once, even if many callers request it at the same time.</summary>
internal sealed class ModelCatalog : IModelCatalog, IAsyncDisposable
{
    private readonly ModelEntry[] _entries;
    private readonly FrozenDictionary<string, ModelEntry> _aliases;
    private bool _disposed;

    public ModelCatalog(
        IOptions<ModelsOptions> options,
        IOptions<AdmissionOptions> admission,
        IEnumerable<ISpeechModelLoader> loaders,
        TimeProvider time,
        ILogger<ModelCatalog> logger)
    {
        ISpeechModelLoader[] engines = [.. loaders];
        var locations = options.Value.Additional.Prepend(options.Value.Default).Distinct(StringComparer.Ordinal);
        _entries = [.. locations.Select(location => ModelEntry.Create(location, options.Value.Settings, engines, Waiting, time, logger))];
        Check(options.Value.Settings);
        _aliases = options.Value.Aliases.ToFrozenDictionary(
            alias => alias.Key, alias => FindTarget(alias.Key, alias.Value), StringComparer.OrdinalIgnoreCase);

        Admission Waiting(string model) => new(admission.Value, $"calls that wait for the model '{model}'");
    }

    /// <inheritdoc/>
    public bool IsReady => _entries[0].Model is not null;

    /// <inheritdoc/>
    public Exception? Failure => _entries[0].Failure;

    /// <inheritdoc/>
    public bool IsAlive => _entries.All(entry => entry.Model?.IsAlive != false);

    /// <summary>The concurrency of the default model; 0 until it is loaded.</summary>
    public int DefaultConcurrency => _entries[0].Model?.Concurrency ?? 0;

    /// <inheritdoc/>
    public IReadOnlyList<ListedModel> List() =>
        [.. _entries.Select((entry, index) => new ListedModel(entry.Description, index == 0, entry.Model is not null)
        {
            Aliases = [.. _aliases.Where(alias => alias.Value == entry && FindNamed(alias.Key) is null).Select(alias => alias.Key).Order()],
        })];

    /// <summary>Loads the default model, or waits until it is loaded.</summary>
    public Task LoadDefaultAsync(CancellationToken cancellationToken) => _entries[0].LoadAsync(cancellationToken);

    /// <summary>A model that is in memory; null if it is not loaded.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UnknownModel"/>.</exception>
    public ISpeechModel? FindLoaded(string name) => Find(name).Model;

    /// <summary>
    /// Finds a model by its name. A model that is not in memory is loaded, except the default model, which the host loads at its start.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// No model has the name, the default model is still loading, the load failed, or too many calls wait for it.
    /// </exception>
    public Task<ISpeechModel> GetAsync(string name, CancellationToken cancellationToken)
    {
        var entry = Find(name);
        return entry == _entries[0] && !IsReady
            ? throw new TranscriptionException(TranscriptionError.NotReady, "The model is still loading")
            : entry.GetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes of it once for each service that it implements.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        foreach (var entry in _entries)
            await entry.DisposeAsync();
    }

    private ModelEntry Find(string name) => name.Length == 0 ? _entries[0] : FindNamed(name) ?? _aliases.GetValueOrDefault(name)
        ?? throw new TranscriptionException(
            TranscriptionError.UnknownModel, $"There is no model '{LimitText.Echo(name)}'; ListModels returns the names of all models");

    private ModelEntry? FindNamed(string name) => _entries.FirstOrDefault(entry => entry.Name == name);

    private ModelEntry FindTarget(string alias, string name) => name.Length == 0 ? _entries[0] : FindNamed(name)
        ?? throw Invalid($"{ModelsOptions.Section}:Aliases:{alias} names '{name}', but no model has this name");

    private void Check(IDictionary<string, ModelSettings> settings)
    {
        var names = _entries.Select(entry => entry.Name);
        if (settings.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw Invalid($"{ModelsOptions.Section}:Settings has settings for '{unknown}', but no model has this name");
        var problems = _entries.SelectMany(entry => entry.Problems).ToArray();
        if (problems.Length > 0)
            throw Invalid(problems);
    }

    private static OptionsValidationException Invalid(params string[] problems) =>
        new(nameof(ModelsOptions), typeof(ModelsOptions), problems);
}
