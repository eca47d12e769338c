namespace Transcribe.Core;

/// <summary>
/// A speech model in memory. Each engine implements this interface. The other projects depend only on the interface.
/// Safe for concurrent use.
/// </summary>
public interface ISpeechModel : IAsyncDisposable
{
    /// <summary>Name, engine, device, precision, languages and supported tasks.</summary>
    ModelDescription Description { get; }

    /// <summary>The number of windows that the model processes at once. One request may submit this many.</summary>
    int Concurrency { get; }

    /// <summary>
    /// The seconds of direct and background audio that the model transcribes per second while it is fully occupied, an average over recent
    /// windows. Live audio is left out, so what remains for other work is measured. Null before enough windows are measured.
    /// </summary>
    double? Throughput { get; }

    /// <summary>How many of the <see cref="Concurrency"/> windows are in progress.</summary>
    int Busy { get; }

    /// <summary>False if the model has stopped working and only a restart of the process helps.</summary>
    bool IsAlive { get; }

    /// <summary>How many windows of a priority wait to be processed.</summary>
    int CountWaiting(WorkPriority priority);

    /// <summary>Transcribes one window or the first part of it: see <see cref="WindowTranscript.Length"/>.</summary>
    /// <param name="window">The PCM and how to transcribe it.</param>
    /// <param name="cancellationToken">
    /// Ends the call within a second. An engine that cannot stop its computation so soon goes on with it, and takes no other window
    /// instead.
    /// </param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.InferenceFailed"/>: the output of the model is unusable for this window.
    /// <see cref="TranscriptionError.NotReady"/>: the model is being disposed of.
    /// </exception>
    Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken);
}

/// <summary>Loads models of one engine.</summary>
public interface ISpeechModelLoader
{
    /// <summary>The engine's name in settings and in <see cref="ModelDescription.Engine"/>.</summary>
    string Engine { get; }

    /// <summary>Whether this engine reads the format of the model at a location: a folder, a file, or the name of a repository.</summary>
    bool CanLoad(string location);

    /// <summary>The properties of a model that are known before it is loaded.</summary>
    ModelDescription Describe(string name);

    /// <summary>The problems of a model's settings, one sentence each; empty when they are valid.</summary>
    IEnumerable<string> Validate(ModelSettings settings);

    /// <summary>Finds or downloads a model's files.</summary>
    /// <returns>An estimate of the memory that the model takes, in bytes.</returns>
    /// <exception cref="ModelException">The files cannot be found or read.</exception>
    Task<long> FetchAsync(ModelSource source, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Finds or downloads a model, loads it and warms it up.</summary>
    /// <exception cref="ModelException">The model cannot be found, read or loaded.</exception>
    Task<ISpeechModel> LoadAsync(ModelSource source, CancellationToken cancellationToken);
}

/// <summary>A model to load.</summary>
/// <param name="Name">The name in requests.</param>
/// <param name="Location">A folder, a file, or the name of a repository.</param>
/// <param name="Settings">The operator's settings for this model.</param>
public sealed record ModelSource(string Name, string Location, ModelSettings Settings);
