using System.IO.Hashing;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Telemetry;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// The weights of a folder by Hugging Face's names (<c>model.encoder.conv1.weight</c>). They are read from disk on request. Names may have
/// the prefix <c>model.</c> or lack it, because the files of some fine-tunes lack it.
/// </summary>
internal sealed class WeightStore : IDisposable
{
    private const string Prefix = "model.";

    /// <summary>The bytes that are read at a time for the hash; they fit into the second-level cache.</summary>
    private const int HashedAtOnce = 1 << 18;

    private readonly string _folder;
    private readonly IReadOnlyList<SafetensorsFile> _files;
    private readonly Dictionary<string, (SafetensorsFile File, SafetensorsTensor Tensor)> _tensors = [];

    private WeightStore(string folder, IReadOnlyList<SafetensorsFile> files)
    {
        _folder = folder;
        _files = files;
        foreach (var file in files)
        {
            foreach (var (name, tensor) in file.Tensors)
                _tensors[WithoutPrefix(name)] = (file, tensor);
        }
    }

    /// <summary>Maps <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> lists.</summary>
    /// <exception cref="ModelFolderException">A file is missing, truncated or not safetensors.</exception>
    public static WeightStore Open(WhisperFolder folder) => Open(folder.Path);

    /// <inheritdoc cref="Open(WhisperFolder)"/>
    /// <param name="folder">The path of the folder.</param>
    public static WeightStore Open(string folder) => new(folder, WeightFiles.Open(folder));

    /// <summary>The names of all tensors, without <c>model.</c>.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>A hash of the files: 128 bits of XXH128, in lower-case hexadecimal digits.</summary>
    public string Hash()
    {
        using var stage = LoadStages.Begin(LoadStages.Hash);
        var hash = new XxHash128();
        foreach (var file in _files)
        {
            using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, HashedAtOnce);
            hash.Append(stream);
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>A tensor's shape, row-major.</summary>
    /// <exception cref="ModelFolderException">The tensor does not exist.</exception>
    public int[] Shape(string name) => Find(name).Tensor.Shape;

    /// <summary>A tensor's elements as f32, row-major.</summary>
    /// <param name="name">The name, with or without <c>model.</c>.</param>
    /// <param name="shape">The shape that the tensor must have.</param>
    /// <exception cref="ModelFolderException">The tensor does not exist, or has another shape or an unsupported element type.</exception>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        var (file, tensor) = Find(name, shape);
        if (tensor.Count > Array.MaxLength)
            throw new ModelFolderException(file.Path, $"tensor {name} {WeightShape.Text(shape)} is larger than one array can hold");
        var values = new float[tensor.Count];
        file.CopyTo(tensor, values);
        return values;
    }

    /// <summary>Copies a tensor's elements as f32, row-major.</summary>
    /// <param name="name">The name, with or without <c>model.</c>.</param>
    /// <param name="destination">As long as the number of elements.</param>
    /// <param name="shape">The shape that the tensor must have.</param>
    /// <exception cref="ModelFolderException">The tensor does not exist, or has another shape or an unsupported element type.</exception>
    public void CopyTo(string name, Span<float> destination, params ReadOnlySpan<int> shape)
    {
        var (file, tensor) = Find(name, shape);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, tensor.Count, nameof(destination));
        file.CopyTo(tensor, destination);
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private (SafetensorsFile File, SafetensorsTensor Tensor) Find(string name, ReadOnlySpan<int> shape)
    {
        var found = Find(name);
        return shape.SequenceEqual(found.Tensor.Shape)
            ? found
            : throw new ModelFolderException(
                found.File.Path,
                $"tensor {name} has the shape {WeightShape.Text(found.Tensor.Shape)}, but config.json requires {WeightShape.Text(shape)}");
    }

    private (SafetensorsFile File, SafetensorsTensor Tensor) Find(string name) => _tensors.TryGetValue(WithoutPrefix(name), out var found)
        ? found
        : throw new ModelFolderException(_files.Count == 1 ? _files[0].Path : _folder, $"has no tensor {name}");

    private static string WithoutPrefix(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
}
