using Transcribe.Core;

namespace Transcribe.Engines.Hub;

/// <summary>
/// A model cannot be downloaded from the hub. This is an operator's error: the message names the model and, if known, the remedy.
/// </summary>
internal sealed class ModelDownloadException(string model, string problem, Exception? inner = null)
    : ModelException($"{model}: {problem}", inner)
{
    /// <summary>The model as the operator named it, <c>owner/name</c>.</summary>
    public string Model { get; } = model;
}
