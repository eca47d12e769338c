using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>Creates the entries of models, each with the engine that reads its format.</summary>
internal sealed class ModelEntryFactory(
    IOptions<ModelsOptions> options,
    IOptions<AdmissionOptions> admission,
    IEnumerable<ISpeechModelLoader> loaders,
    TimeProvider time,
    ILogger<ModelCatalog> logger) : IDisposable
{
    private readonly ISpeechModelLoader[] _engines = [.. loaders];
    private readonly ModelMemory _memory = new(options.Value.MemoryBudget, time, logger);

    /// <param name="configured">A folder, a file, or the name of a repository.</param>
    /// <param name="isPinned">Whether it stays in memory once it is there.</param>
    /// <exception cref="OptionsValidationException">No engine reads the format, or the one in the settings does not.</exception>
    public ModelEntry Create(string configured, bool isPinned)
    {
        var source = SourceOf(configured);
        var waiting = new Admission(admission.Value, $"calls that wait for the model '{LimitText.Echo(source.Name)}'");
        return new ModelEntry(source, Choose(source), isPinned, _memory, waiting, time, logger);
    }

    /// <summary>The properties of a model that are known before its files are read.</summary>
    /// <param name="configured">A folder, a file, or the name of a repository.</param>
    /// <exception cref="OptionsValidationException">No engine reads the format, or the one in the settings does not.</exception>
    public ModelDescription Describe(string configured)
    {
        var source = SourceOf(configured);
        return Choose(source).Describe(source.Name);
    }

    /// <summary>The problems of a model's settings, one sentence each.</summary>
    /// <param name="configured">A folder, a file, or the name of a repository.</param>
    /// <exception cref="OptionsValidationException">No engine reads the format, or the one in the settings does not.</exception>
    public IEnumerable<string> Check(string configured)
    {
        var source = SourceOf(configured);
        return Choose(source).Validate(source.Settings).Select(problem => $"{source.Name}: {problem}");
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private ModelSource SourceOf(string configured)
    {
        var location = Locate(configured);
        var name = Path.Exists(location) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(location))) : configured;
        var settings = options.Value.Settings.TryGetValue(name, out var found) ? found : new ModelSettings();
        return new ModelSource(name, location, settings);
    }

    private ISpeechModelLoader Choose(ModelSource source)
    {
        if (source.Settings.Engine is not { } name)
            return _engines.FirstOrDefault(engine => engine.CanLoad(source.Location))
                ?? throw Invalid($"No engine reads the model {source.Location}");
        var names = string.Join(", ", _engines.Select(engine => engine.Engine));
        var chosen = _engines.FirstOrDefault(engine => engine.Engine.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid($"{source.Name}: there is no engine '{name}', only {names}");
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
