namespace Transcribe.Core;

/// <summary>The models of the service.</summary>
public interface IModelCatalog
{
    /// <summary>Whether the default model is loaded and warmed up.</summary>
    bool IsReady { get; }

    /// <summary>Why the default model could not be loaded at start, which ends the server; null otherwise.</summary>
    Exception? Failure { get; }

    /// <summary>Whether every model in memory still works. See <see cref="ISpeechModel.IsAlive"/>.</summary>
    bool IsAlive { get; }

    /// <summary>All configured models, the default one first, and those of the hub that requests have downloaded or loaded.</summary>
    IReadOnlyList<ListedModel> List();

    /// <summary>A model that requests may name, by its name or an alias, whether or not one has; null if there is none.</summary>
    ListedModel? Find(string name);

    /// <summary>Checks that requests may name a model.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UnknownModel"/>.</exception>
    void Check(string name);

    /// <summary>Finds or downloads the files of a model.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.UnknownModel"/>, or <see cref="TranscriptionError.ModelUnavailable"/>: the files cannot be found or
    /// read.
    /// </exception>
    Task<ListedModel> FetchAsync(string name, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Brings a model into memory.</summary>
    /// <exception cref="TranscriptionException">No model has the name, the load failed, or too many calls wait for it.</exception>
    Task<ListedModel> LoadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a model from memory, when the windows that it transcribes are done. The next request brings it back.</summary>
    /// <exception cref="TranscriptionException">No model has the name, or it is the default model, which stays.</exception>
    Task<ListedModel> UnloadAsync(string name);
}

/// <summary>A model of the service.</summary>
/// <param name="Description">Its properties.</param>
/// <param name="IsDefault">Whether requests that name no model use it.</param>
/// <param name="Loaded">Whether it is loaded and warmed up.</param>
public sealed record ListedModel(ModelDescription Description, bool IsDefault, bool Loaded)
{
    /// <summary>Its other names in requests.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}
