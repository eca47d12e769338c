namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// A graph and its weights as two files in a temporary folder. ONNX Runtime maps the weights into memory, so they are in memory once. The
/// folder is deleted as soon as the session is built; on Linux the mapping stays valid after that.
/// </summary>
internal sealed class GraphFiles : IDisposable
{
    /// <summary>The name of the weights' file; the graph refers to it.</summary>
    public const string WeightsName = "weights.bin";

    /// <summary>The size of a page in bytes: each weight begins on a page, because a mapping must.</summary>
    private const int Alignment = 4096;

    private readonly DirectoryInfo _folder = TemporaryFolder.Create("transcribe-graph-");
    private readonly FileStream _weights;

    public GraphFiles()
    {
        try
        {
            _weights = File.Create(Path.Combine(_folder.FullName, WeightsName));
        }
        catch
        {
            _folder.Delete();
            throw;
        }
    }

    /// <summary>Appends a weight's bytes.</summary>
    /// <returns>The weight's offset in the file, in bytes.</returns>
    public long Append(ReadOnlySpan<byte> values)
    {
        _weights.Position = (_weights.Length + Alignment - 1) / Alignment * Alignment;
        var offset = _weights.Position;
        _weights.Write(values);
        return offset;
    }

    /// <summary>Writes the graph beside its weights.</summary>
    /// <returns>The graph's path.</returns>
    public string Save(ReadOnlySpan<byte> model)
    {
        _weights.Flush();
        var path = Path.Combine(_folder.FullName, "graph.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _folder.Delete(recursive: true);
    }
}
