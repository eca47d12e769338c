using Transcribe.Core;

namespace Transcribe.Whisper.Folder;

/// <summary>A model folder cannot be used. An operator's error: the message names the file and what is wrong with it.</summary>
public sealed class ModelFolderException(string path, string problem, Exception? inner = null) : ModelException($"{path}: {problem}", inner)
{
    /// <summary>The file, or the folder where a file is missing.</summary>
    public string Path { get; } = path;
}
