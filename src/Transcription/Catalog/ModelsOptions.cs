using System.ComponentModel.DataAnnotations;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>The models to serve. Section <c>Transcribe:Models</c>.</summary>
/// <remarks>A model is a folder, or a Hugging Face repository (<c>owner/name</c>) that is downloaded once.</remarks>
public sealed class ModelsOptions : IValidatableObject
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Models";

    /// <summary>The model of requests that name none; default the bundled <c>models/digits</c>.</summary>
    /// <remarks>It is loaded at start. A relative path is looked for below the working directory, then beside the program.</remarks>
    [Required]
    public string Default { get; set; } = "models/digits";

    /// <summary>Further models, each loaded at its first use; default none.</summary>
    public IList<string> Additional { get; } = [];

    /// <summary>Other names of models in requests, each with the name of a model; default <c>whisper-1</c>.</summary>
    /// <remarks>
    /// An empty name stands for the default model. Clients of OpenAI's API ask for <c>whisper-1</c>. The name of a model hides an alias.
    /// </remarks>
    public IDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["whisper-1"] = "" };

    /// <summary>Settings of individual models by the name in requests; default none.</summary>
    public IDictionary<string, ModelSettings> Settings { get; } = new Dictionary<string, ModelSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks the settings of each model, which the attributes do not cover.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var problems = new List<ValidationResult>();
        foreach (var (model, settings) in Settings)
        {
            var found = new List<ValidationResult>();
            Validator.TryValidateObject(settings, new ValidationContext(settings), found, validateAllProperties: true);
            problems.AddRange(found.Select(problem => new ValidationResult($"{model}: {problem.ErrorMessage}", problem.MemberNames)));
        }
        return problems;
    }
}
