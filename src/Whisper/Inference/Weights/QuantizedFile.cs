using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Telemetry;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// The file with a model's quantised weights. Its name contains a hash of the source weights, so changed weights are quantised again. It
/// lies in the model's folder; if that is not writable, in the user's cache; if neither is writable, in a temporary folder that is deleted
/// once the file is mapped. Servers that start together may both create it: each writes its own file and renames it into place.
/// </summary>
/// <param name="folders">The folders in which it may lie, in order of preference.</param>
internal sealed class QuantizedFile(params IReadOnlyList<string> folders)
{
    /// <summary>The version of the quantisation. It changes whenever the same weights are quantised differently.</summary>
    private const int Version = 3;

    /// <summary>The file of a model, in its folder or in <c>transcribe</c> below <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.</summary>
    public static QuantizedFile Of(WhisperFolder folder)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new QuantizedFile(folder.Path, Path.Combine(cache, "transcribe"));
    }

    /// <summary>Opens the file with a model's quantised weights; creates it if it does not exist.</summary>
    public SafetensorsFile Open(WeightStore store)
    {
        using var stage = LoadStages.Begin(LoadStages.Quantized);
        var name = $"transcribe-int8-v{Version}-{store.Hash()}.safetensors";
        foreach (var folder in folders)
        {
            if (TryOpen(Path.Combine(folder, name)) is { } file)
                return file;
        }

        foreach (var folder in folders)
        {
            if (TryWrite(folder, name, store))
                return SafetensorsFile.Open(Path.Combine(folder, name));
        }

        var temporary = TemporaryFolder.Create("transcribe-int8-");
        try
        {
            Write(Path.Combine(temporary.FullName, name), store);
            return SafetensorsFile.Open(Path.Combine(temporary.FullName, name));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>Opens a file; null if it is absent or damaged.</summary>
    private static SafetensorsFile? TryOpen(string path)
    {
        try
        {
            return File.Exists(path) ? SafetensorsFile.Open(path) : null;
        }
        catch (ModelFolderException)
        {
            return null;
        }
    }

    private static bool TryWrite(string folder, string name, WeightStore store)
    {
        var partial = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            Write(partial, store);
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

    private static void Write(string path, WeightStore store)
    {
        var matrices = QuantizedWeights.Of(store).ToArray();
        using var file = File.Create(path);
        var header = Header(matrices);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        foreach (var matrix in matrices)
        {
            var (values, scales) = Quantize(matrix, store.Read($"{matrix.Layer}.weight", matrix.Outputs, matrix.Inputs));
            file.Write(values);
            file.Write(MemoryMarshal.AsBytes(scales));
        }
        file.Flush(flushToDisk: true);
    }

    private static byte[] Header(IEnumerable<QuantizedMatrix> matrices)
    {
        var tensors = new Dictionary<string, object>();
        var offset = 0L;
        foreach (var matrix in matrices)
        {
            Add(QuantizedMatrix.ValuesName(matrix.Layer), matrix.ValuesType, matrix.ValuesShape, 1);
            Add(QuantizedMatrix.ScalesName(matrix.Layer), "F32", matrix.ScalesShape, sizeof(float));
        }
        return JsonSerializer.SerializeToUtf8Bytes(tensors);

        void Add(string name, string type, int[] shape, int size)
        {
            var end = offset + (TensorPrimitives.Product<int>(shape) * (long)size);
            tensors[name] = new { dtype = type, shape, data_offsets = (long[])[offset, end] };
            offset = end;
        }
    }

    private static (byte[] Values, float[] Scales) Quantize(QuantizedMatrix matrix, float[] weights)
    {
        var values = new byte[TensorPrimitives.Product<int>(matrix.ValuesShape)];
        var scales = new float[TensorPrimitives.Product<int>(matrix.ScalesShape)];
        if (matrix.InColumns)
            Quantization.ToColumns(weights, matrix.Inputs, MemoryMarshal.Cast<byte, sbyte>(values.AsSpan()), scales);
        else
            Quantization.ToBlocks(weights, matrix.Inputs, values, scales);
        return (values, scales);
    }
}
