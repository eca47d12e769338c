using System.IO.Hashing;
using System.Text;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// The files with weights as graphs take them: transposed, widened or quantised, and in the order of the graph. ONNX Runtime maps them, so
/// a start reads and computes nothing, and processes with the same model share the memory. A file's name contains a hash of the source
/// weights and of the layout, so other weights, precisions and graphs have other files. It lies in the model's folder; if that is not
/// writable, in the user's cache; if neither is writable, in a temporary folder that is deleted once the file is mapped. Servers that start
/// together may both create it: each writes its own file and renames it into place.
/// </summary>
/// <param name="source">A hash of the source weights.</param>
/// <param name="folders">The folders in which files may lie, in order of preference.</param>
internal sealed class WeightCache(string source, params IReadOnlyList<string> folders)
{
    private const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The version of the computations. It changes whenever the same stored weights give other values of the same shape.</summary>
    private const int Version = 4;

    /// <summary>No folders: every file is temporary.</summary>
    public static WeightCache None { get; } = new("");

    /// <summary>The files of a model, in its folder or in <c>transcribe</c> below <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="hash">The <see cref="WeightStore.Hash"/> of its weights.</param>
    public static WeightCache Of(WhisperFolder folder, string hash)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new WeightCache(hash, folder.Path, Path.Combine(cache, "transcribe"));
    }

    /// <summary>Finds the file with the weights of a layout; creates it if it does not exist.</summary>
    /// <exception cref="ModelFolderException">A weight is missing or cannot be read.</exception>
    public WeightFile Open(WeightLayout layout)
    {
        var hash = XxHash128.Hash(Encoding.UTF8.GetBytes($"{source}\n{layout.Text}"));
        var name = $"transcribe-{layout.Graph}-v{Version}-{Convert.ToHexStringLower(hash)}.weights";
        foreach (var folder in folders)
        {
            if (new FileInfo(Path.Combine(folder, name)) is { Exists: true } file && file.Length == layout.Length)
                return new WeightFile(file.FullName, IsTemporary: false);
        }

        foreach (var folder in folders)
        {
            if (TryWrite(folder, name, layout))
                return new WeightFile(Path.Combine(folder, name), IsTemporary: false);
        }

        return WriteTemporary(name, layout);
    }

    private static bool TryWrite(string folder, string name, WeightLayout layout)
    {
        var partial = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}");
        try
        {
            // Root can write into a folder that is marked read-only, but should not.
            if ((Directory.CreateDirectory(folder).UnixFileMode & Writable) == 0)
                return false;
            Write(partial, layout);
            File.Move(partial, Path.Combine(folder, name), overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            // A file that could not be written whole: the disk is full, or a weight cannot be read.
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    private static WeightFile WriteTemporary(string name, WeightLayout layout)
    {
        var file = new WeightFile(Path.Combine(TemporaryFolder.Create("transcribe-graph-").FullName, name), IsTemporary: true);
        try
        {
            Write(file.Path, layout);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Write(string path, WeightLayout layout)
    {
        using var file = File.Create(path);
        layout.Write(file);
        file.Flush(flushToDisk: true);
        // The arrays were as large as the model, and without this they would stay until the next collection of the oldest generation.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
