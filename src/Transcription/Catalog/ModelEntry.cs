using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>One configured model: not loaded, loading, or in memory.</summary>
internal sealed class ModelEntry(ModelSource source, ISpeechModelLoader loader) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<ISpeechModel>? _loading;

    /// <summary>The name in requests: the full name of a repository, or the last part of a folder's path.</summary>
    public string Name => source.Name;

    /// <summary>The model once it is in memory; null before.</summary>
    public ISpeechModel? Model => _loading is { IsCompletedSuccessfully: true } loading ? loading.GetAwaiter().GetResult() : null;

    /// <summary>The properties of the model that are known so far.</summary>
    public ModelDescription Description => Model?.Description ?? loader.Describe(Name);

    /// <summary>The entry of a configured model, with the engine that reads its format.</summary>
    /// <param name="configured">A folder, a file, or the name of a repository.</param>
    /// <param name="settings">Settings by model name.</param>
    /// <param name="engines">All engines.</param>
    /// <exception cref="OptionsValidationException">No engine reads the format.</exception>
    public static ModelEntry Create(
        string configured, IDictionary<string, ModelSettings> settings, IReadOnlyList<ISpeechModelLoader> engines)
    {
        var location = Locate(configured);
        var name = Path.Exists(location) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(location))) : configured;
        var source = new ModelSource(name, location, settings.TryGetValue(name, out var found) ? found : new ModelSettings());
        var engine = engines.FirstOrDefault(engine => engine.CanLoad(location))
            ?? throw new OptionsValidationException(
                nameof(ModelsOptions), typeof(ModelsOptions), [$"No engine reads the model {configured}"]);
        return new ModelEntry(source, engine);
    }

    /// <summary>Waits for the model. The first call starts the load. After a failed load, the next call starts another one.</summary>
    public Task<ISpeechModel> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_loading is null or { IsFaulted: true } or { IsCanceled: true })
                _loading = Task.Run(() => loader.LoadAsync(source, _stopping.Token), CancellationToken.None);
            return _loading.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_loading is { } loading)
        {
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Model is { } model)
                await model.DisposeAsync();
        }
        _stopping.Dispose();
    }

    /// <summary>
    /// Looks for a relative path in the working directory, then in the program's folder, which contains the bundled model of a published
    /// server.
    /// </summary>
    private static string Locate(string configured)
    {
        var bundled = Path.Combine(AppContext.BaseDirectory, configured);
        return !Path.Exists(configured) && Path.Exists(bundled) ? bundled : configured;
    }
}
