namespace Transcribe.Core;

/// <summary>The configured models.</summary>
public interface IModelCatalog
{
    /// <summary>Whether the default model is loaded and warmed up.</summary>
    bool IsReady { get; }

    /// <summary>Why the default model could not be loaded at start, which ends the server; null otherwise.</summary>
    Exception? Failure { get; }

    /// <summary>Whether every model in memory still works. See <see cref="ISpeechModel.IsAlive"/>.</summary>
    bool IsAlive { get; }

    /// <summary>All configured models, the default one first.</summary>
    IReadOnlyList<ListedModel> List();
}

/// <summary>A configured model.</summary>
/// <param name="Description">Its properties.</param>
/// <param name="IsDefault">Whether requests that name no model use it.</param>
/// <param name="Loaded">Whether it is loaded and warmed up.</param>
public sealed record ListedModel(ModelDescription Description, bool IsDefault, bool Loaded)
{
    /// <summary>Its other names in requests.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}
