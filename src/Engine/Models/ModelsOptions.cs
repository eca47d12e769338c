using System.ComponentModel.DataAnnotations;

namespace Transcribe.Engine.Models;

/// <summary>Which models are served (section <c>Transcribe:Models</c>). A model is a folder, or a Hugging Face repository (<c>owner/name</c>) that is downloaded once.</summary>
public sealed class ModelsOptions
{
    public const string DefaultModel = "models/digits";

    /// <summary>The model of requests that name none, loaded at start; default the bundled <c>models/digits</c>. A relative folder is looked for below the working directory, then beside the program.</summary>
    [Required]
    public string Default { get; set; } = DefaultModel;

    /// <summary>Further models, loaded at their first use; default none.</summary>
    public IList<string> Additional { get; } = [];
}
