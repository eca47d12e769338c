using Transcribe.Engine.Batching;

namespace Transcribe.Engine.Models;

/// <summary>One configured model: not loaded, being loaded, or in memory.</summary>
internal sealed class ModelEntry(string source, ModelLoader loader) : IAsyncDisposable
{
    private readonly string _location = Locate(source);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<LoadedModel>? _loading;

    /// <summary>A repository by its full name, a folder by its last part.</summary>
    public string Name { get; } = Directory.Exists(Locate(source)) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Locate(source)))) : source;

    /// <summary>The model, once it is in memory; null before.</summary>
    public LoadedModel? Model => _loading is { IsCompletedSuccessfully: true } loading ? loading.GetAwaiter().GetResult() : null;

    /// <summary>Waits for the model; the first caller starts the loading, and one that failed is tried again.</summary>
    public Task<LoadedModel> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_loading is null or { IsFaulted: true } or { IsCanceled: true })
                _loading = Task.Run(() => loader.LoadAsync(Name, _location, _stopping.Token), CancellationToken.None);
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

    /// <summary>A folder that lies beside the program rather than below the working directory is found there, as the bundled model of a published server.</summary>
    private static string Locate(string source)
    {
        var bundled = Path.Combine(AppContext.BaseDirectory, source);
        return !Directory.Exists(source) && Directory.Exists(bundled) ? bundled : source;
    }
}
