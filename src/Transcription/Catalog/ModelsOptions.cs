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
    /// The alias <c>*</c> stands for every name that neither a model nor another alias has. Without it, such a name is unknown.
    /// </remarks>
    public IDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["whisper-1"] = "" };

    /// <summary>
    /// Models of the hub that requests may name although they are not configured, with * for any characters, for example
    /// <c>openai/whisper-*</c>; default none. The first request downloads the model.
    /// </summary>
    public IList<string> Allowed { get; } = [];

    /// <summary>
    /// The memory that models may take together, in bytes, 0 to 2^40; default 0 for no limit. A model that needs room takes the place of
    /// the one that was used longest ago. The default model stays.
    /// </summary>
    /// <remarks>The memory of a model is an estimate: its weights and its caches.</remarks>
    [Range(0L, 1L << 40)]
    public long MemoryBudget { get; set; }

    /// <summary>
    /// How long a model stays in memory without being used, 0 to 30 days; default 0 for any time. The default model stays.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan UnloadAfter { get; set; }

    /// <summary>Whether callers may remove models from memory with UnloadModel; default false.</summary>
    public bool AllowUnload { get; set; }

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
