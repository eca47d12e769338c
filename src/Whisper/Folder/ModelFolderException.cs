using Transcribe.Core;

namespace Transcribe.Whisper.Folder;

/// <summary>A model folder cannot be used. This is an operator's error: the message names the file and its problem.</summary>
internal sealed class ModelFolderException(string path, string problem, Exception? inner = null)
    : ModelException($"{path}: {problem}", inner)
{
    /// <summary>The file, or the folder if a file is missing.</summary>
    public string Path { get; } = path;
}
