using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>One configured model: not loaded, loading, in memory, or failed.</summary>
internal sealed class ModelEntry(
    ModelSource source, ISpeechModelLoader loader, Admission waiting, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long a failed load is remembered. A load can take minutes and gigabytes, so not every call tries again.</summary>
    public static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<ISpeechModel>? _loading;
    private long _failed;

    /// <summary>The name in requests: the full name of a repository, or the last part of a folder's path.</summary>
    public string Name => source.Name;

    /// <summary>The model once it is in memory; null before.</summary>
    public ISpeechModel? Model => _loading is { IsCompletedSuccessfully: true } loading ? loading.GetAwaiter().GetResult() : null;

    /// <summary>Why the last load failed; null if it did not, or if nothing was loaded.</summary>
    public Exception? Failure => _loading is { IsFaulted: true } loading ? loading.Exception!.InnerException : null;

    /// <summary>The properties of the model that are known so far.</summary>
    public ModelDescription Description => Model?.Description ?? loader.Describe(Name);

    /// <summary>The problems of the model's settings, one sentence each.</summary>
    public IEnumerable<string> Problems => loader.Validate(source.Settings).Select(problem => $"{Name}: {problem}");

    /// <summary>The entry of a configured model, with the engine that reads its format.</summary>
    /// <param name="configured">A folder, a file, or the name of a repository.</param>
    /// <param name="settings">Settings by model name.</param>
    /// <param name="engines">All engines.</param>
    /// <param name="waiting">Creates the limit on the calls that wait for the model of a name.</param>
    /// <param name="time">The clock of <see cref="FailureMemory"/>.</param>
    /// <param name="logger">Receives failed loads.</param>
    /// <exception cref="OptionsValidationException">No engine reads the format, or the one in the settings does not.</exception>
    public static ModelEntry Create(
        string configured,
        IDictionary<string, ModelSettings> settings,
        IReadOnlyList<ISpeechModelLoader> engines,
        Func<string, Admission> waiting,
        TimeProvider time,
        ILogger logger)
    {
        var location = Locate(configured);
        var name = Path.Exists(location) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(location))) : configured;
        var source = new ModelSource(name, location, settings.TryGetValue(name, out var found) ? found : new ModelSettings());
        return new ModelEntry(source, Choose(engines, source), waiting(name), time, logger);
    }

    /// <summary>
    /// Waits for the model. The first call starts the load. After a failed load, the first call after <see cref="FailureMemory"/> starts
    /// another one.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.ModelUnavailable"/>: the load failed.
    /// <see cref="TranscriptionError.Overloaded"/>: too many calls wait.
    /// </exception>
    public async Task<ISpeechModel> GetAsync(CancellationToken cancellationToken)
    {
        if (Model is { } loaded)
            return loaded;
        using var place = waiting.Enter();
        var loading = Load();
        try
        {
            return await loading.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (loading.IsFaulted)
        {
            throw new TranscriptionException(
                TranscriptionError.ModelUnavailable, $"The model '{Name}' cannot be loaded; the server's log says why", fault)
            {
                RetryAfter = FailureMemory,
            };
        }
    }

    /// <summary>Loads the model, or waits until it is loaded.</summary>
    /// <exception cref="ModelException">The model cannot be found, read or loaded.</exception>
    public Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken) => Load().WaitAsync(cancellationToken);

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

    private Task<ISpeechModel> Load()
    {
        lock (_gate)
        {
            var remembered = _loading is { IsFaulted: true } && time.GetElapsedTime(_failed) < FailureMemory;
            if (!remembered && _loading is (null or { IsFaulted: true } or { IsCanceled: true }))
                _loading = Task.Run(StartAsync, CancellationToken.None);
            return _loading!;
        }
    }

    private async Task<ISpeechModel> StartAsync()
    {
        try
        {
            return await loader.LoadAsync(source, _stopping.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _failed = time.GetTimestamp();
            logger.ModelFailed(Name, fault);
            throw;
        }
    }

    private static ISpeechModelLoader Choose(IReadOnlyList<ISpeechModelLoader> engines, ModelSource source)
    {
        if (source.Settings.Engine is not { } name)
            return engines.FirstOrDefault(engine => engine.CanLoad(source.Location))
                ?? throw Invalid($"No engine reads the model {source.Location}");
        var chosen = engines.FirstOrDefault(engine => engine.Engine.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid($"{source.Name}: there is no engine '{name}', only {string.Join(", ", engines.Select(engine => engine.Engine))}");
        return chosen.CanLoad(source.Location)
            ? chosen
            : throw Invalid($"{source.Name}: the engine '{name}' does not read the format of {source.Location}");
    }

    private static OptionsValidationException Invalid(string problem) => new(nameof(ModelsOptions), typeof(ModelsOptions), [problem]);

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
