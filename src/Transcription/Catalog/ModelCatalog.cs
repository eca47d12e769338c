using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>The models of the service: the configured ones, and those of the hub that requests have named.</summary>
internal sealed class ModelCatalog : IModelCatalog, IAsyncDisposable
{
    /// <summary>
    /// The most models of the hub beside the configured ones. A further one takes the place of one that is not in memory.
    /// </summary>
    private const int MaxRequested = 64;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly ModelEntry[] _configured;
    private readonly ConcurrentDictionary<string, ModelEntry> _requested = new(StringComparer.Ordinal);
    private readonly ModelEntryFactory _factory;
    private readonly ModelNames _names;
    private readonly Lock _gate = new();
    private bool _disposed;

    public ModelCatalog(IOptions<ModelsOptions> options, ModelEntryFactory factory)
    {
        _factory = factory;
        string[] locations = [.. options.Value.Additional.Prepend(options.Value.Default).Distinct(StringComparer.Ordinal)];
        _configured = [.. locations.Select((location, index) => factory.Create(location, isPinned: index == 0))];
        _names = new ModelNames(options.Value, [.. _configured.Select(entry => entry.Name)]);
        CheckSettings(locations, options.Value.Settings.Keys);
        foreach (var (alias, name) in options.Value.Aliases.Where(alias => alias.Value.Length > 0))
        {
            if (FindConfigured(name) is null && !_names.IsAllowed(name))
                throw Invalid($"{ModelsOptions.Section}:Aliases:{alias} names '{name}', but no model has this name");
        }
    }

    /// <summary>The configured models, the default one first, and those that requests have named.</summary>
    public IEnumerable<ModelEntry> Entries => _configured.Concat(_requested.Values);

    /// <inheritdoc/>
    public bool IsReady => Default.Model is not null;

    /// <inheritdoc/>
    public Exception? Failure => Default.Failure;

    /// <inheritdoc/>
    public bool IsAlive => Entries.All(entry => entry.Model?.IsAlive != false);

    /// <summary>The concurrency of the default model; 0 until it is loaded.</summary>
    public int DefaultConcurrency => Default.Concurrency;

    private ModelEntry Default => _configured[0];

    /// <inheritdoc/>
    public IReadOnlyList<ListedModel> List() =>
        [.. _configured.Concat(_requested.Values.Where(entry => entry.IsKnown).OrderBy(entry => entry.Name)).Select(Describe)];

    /// <inheritdoc/>
    public ListedModel? Find(string name) =>
        Resolve(name, out var allowed) is { } entry ? Describe(entry) : allowed ? DescribeAway(Target(name)) : null;

    /// <summary>Loads the default model, or waits until it is loaded.</summary>
    /// <exception cref="ModelException">The model cannot be found, read or loaded.</exception>
    public Task LoadDefaultAsync(CancellationToken cancellationToken) => Default.LoadAsync(cancellationToken);

    /// <summary>
    /// The name of the model that a request names, for metrics; "unknown" if there is none, or if too many models are in use.
    /// </summary>
    public string NameOf(string name) => (Resolve(name, out var allowed) ?? (allowed ? TryAdd(Target(name)) : null))?.Name ?? "unknown";

    /// <summary>A model that is in memory; null if it is not loaded.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UnknownModel"/>.</exception>
    public ISpeechModel? FindLoaded(string name) => Resolve(name, out var allowed) is { Model: not null } entry ? entry.Served
        : allowed ? null : throw Unknown(name);

    /// <summary>
    /// Finds a model by its name. A model that is not in memory is loaded, except the default model, which the host loads at its start.
    /// Each window that it transcribes keeps it in memory, or brings it back.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// No model has the name, the default model is still loading, the load failed, or too many calls wait for it.
    /// </exception>
    public Task<ISpeechModel> GetAsync(string name, Caller caller, CancellationToken cancellationToken) =>
        FindReady(name).GetAsync(caller, cancellationToken);

    /// <summary>
    /// As <see cref="GetAsync"/>, for work that holds a place of others meanwhile: it waits for a short load only. A longer one goes on.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// As <see cref="GetAsync"/>; <see cref="TranscriptionError.NotReady"/>: the load takes longer.
    /// </exception>
    public Task<ISpeechModel> GetSoonAsync(string name, CancellationToken cancellationToken) =>
        FindReady(name).GetSoonAsync(cancellationToken);

    /// <inheritdoc/>
    public void Check(string name) => FindLoaded(name);

    /// <inheritdoc/>
    public async Task<ListedModel> FetchAsync(
        string name, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var entry = Require(name);
        await entry.FetchAsync(progress, cancellationToken);
        return Describe(entry);
    }

    /// <inheritdoc/>
    public async Task<ListedModel> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var entry = Require(name);
        await entry.GetAsync(Caller.None, cancellationToken);
        return Describe(entry);
    }

    /// <inheritdoc/>
    public async Task<ListedModel> UnloadAsync(string name)
    {
        var entry = Resolve(name, out _);
        if (entry == Default)
            throw new TranscriptionException(TranscriptionError.InvalidRequest, "The default model stays in memory");
        if (entry is not null)
            await entry.UnloadAsync();
        return Find(name) ?? throw Unknown(name);
    }

    /// <summary>Removes the models from memory that have had no use for a time, except the default one.</summary>
    public async Task UnloadUnusedAsync(TimeSpan unused)
    {
        foreach (var entry in Entries.Where(entry => entry != Default))
            await entry.UnloadAsync(unused);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes of it once for each service that it implements.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        foreach (var entry in Entries)
            await entry.DisposeAsync();
    }

    private ModelEntry FindReady(string name)
    {
        var entry = Require(name);
        return entry == Default && !IsReady
            ? throw new TranscriptionException(TranscriptionError.NotReady, "The model is still loading")
            : entry;
    }

    private ModelEntry Require(string name) => Resolve(name, out var allowed) ?? (allowed ? Add(Target(name)) : throw Unknown(name));

    // The entry of a name; null if there is none yet, or if no request may name it.
    private ModelEntry? Resolve(string name, out bool allowed)
    {
        var target = Target(name);
        var entry = target.Length == 0 ? Default : FindConfigured(target) ?? _requested.GetValueOrDefault(target);
        allowed = entry is not null || _names.IsAllowed(target);
        return entry;
    }

    // The name of a model hides an alias.
    private string Target(string name) =>
        name.Length == 0 || FindConfigured(name) is not null ? name
        : _names.Aliases.TryGetValue(name, out var target) ? target
        : _names.IsAllowed(name) ? name
        : _names.Other ?? name;

    private ModelEntry Add(string name) => TryAdd(name)
        ?? throw new TranscriptionException(TranscriptionError.Overloaded, $"Too many models are in use (limit {MaxRequested})")
        {
            RetryAfter = RetryAfter,
        };

    // Null if every place is taken.
    private ModelEntry? TryAdd(string name)
    {
        lock (_gate)
        {
            if (_requested.TryGetValue(name, out var existing))
                return existing;
            if (_requested.Count >= MaxRequested && !TryMakeRoom())
                return null;
            return _requested[name] = _factory.Create(name, isPinned: false);
        }
    }

    private bool TryMakeRoom() =>
        _requested.Values.FirstOrDefault(entry => entry.TryRetire(Add)) is { } retired && _requested.TryRemove(retired.Name, out _);

    private ModelEntry? FindConfigured(string name) => _configured.FirstOrDefault(entry => entry.Name == name);

    private ListedModel Describe(ModelEntry entry) => new(entry.Description, entry == Default, entry.Model is not null)
    {
        Aliases = AliasesOf(target => target == entry.Name || (target.Length == 0 && entry == Default)),
    };

    // A question about a model that no request has used takes no place among those that requests have.
    private ListedModel DescribeAway(string name) => new(_factory.Describe(name), IsDefault: false, Loaded: false)
    {
        Aliases = AliasesOf(target => target == name),
    };

    private string[] AliasesOf(Func<string, bool> isTarget) =>
        [.. _names.Aliases.Where(alias => FindConfigured(alias.Key) is null && isTarget(alias.Value)).Select(alias => alias.Key).Order()];

    // A model that no request has named yet would show its problems to the first caller otherwise.
    private void CheckSettings(IEnumerable<string> configured, IEnumerable<string> models)
    {
        var names = _configured.Select(entry => entry.Name);
        string[] others = [.. models.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase))];
        if (others.FirstOrDefault(name => !_names.IsAllowed(name)) is { } unknown)
            throw Invalid($"{ModelsOptions.Section}:Settings has settings for '{unknown}', but no model has this name");
        var problems = configured.Concat(others).SelectMany(_factory.Check).ToArray();
        if (problems.Length > 0)
            throw Invalid(problems);
    }

    private static TranscriptionException Unknown(string name) => new(
        TranscriptionError.UnknownModel, $"There is no model '{LimitText.Echo(name)}'; ListModels returns the names of all models");

    private static OptionsValidationException Invalid(params string[] problems) =>
        new(nameof(ModelsOptions), typeof(ModelsOptions), problems);
}
