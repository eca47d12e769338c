using Transcribe.Core;

namespace Transcribe.Whisper.Hub;

/// <summary>A model could not be had from the hub. An operator's error: the message says which model, and what to do where that is known.</summary>
public sealed class ModelDownloadException(string model, string problem, Exception? inner = null) : ModelException($"{model}: {problem}", inner)
{
    /// <summary>As it was asked for, <c>owner/name</c>.</summary>
    public string Model { get; } = model;
}
