namespace Transcribe.Whisper.Inference.Weights;

/// <summary>A file with the weights of a graph, which ONNX Runtime maps.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsTemporary">
/// Whether its folder is deleted when this object is disposed of. On Linux, mappings stay valid after that.
/// </param>
internal sealed record WeightFile(string Path, bool IsTemporary) : IDisposable
{
    /// <summary>The folder of the file.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The name of the file, which the graph refers to.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsTemporary)
            Directory.Delete(Folder, recursive: true);
    }
}
