using System.Buffers.Binary;
using System.Text.Json;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// Reads the header of a safetensors file and checks it against the file's length, so that no later read goes beyond the file. The file
/// begins with the length of the header, 8 bytes in little-endian order. The header is JSON with the type, shape and offsets of each
/// tensor. The tensors fill the rest of the file without gaps.
/// </summary>
internal static class SafetensorsHeader
{
    private const int PrefixLength = 8;

    /// <summary>The largest header in bytes; the safetensors library has the same limit.</summary>
    private const long MaxLength = 100_000_000;

    public static Dictionary<string, SafetensorsTensor> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var header = ReadJson(path, file);
            var tensors = Parse(path, header, PrefixLength + header.Length);
            CheckPlaces(path, tensors, PrefixLength + header.Length, file.Length);
            return tensors;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFolderException(path, "is missing", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(path, $"cannot be read: {e.Message}", e);
        }
    }

    private static byte[] ReadJson(string path, FileStream file)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (file.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false) < PrefixLength)
            throw new ModelFolderException(path, $"is truncated: {file.Length} bytes are too few for a safetensors file");
        if (prefix.SequenceEqual("version "u8))
            throw new ModelFolderException(path, "is a Git LFS pointer, not the weights themselves: run `git lfs pull` in the folder");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength)
            throw new ModelFolderException(path, $"is not a safetensors file: its header would be {length} bytes long");
        if ((long)length > file.Length - PrefixLength)
            throw new ModelFolderException(path, $"is truncated: its header is {length} bytes long, the file {file.Length}");
        var json = new byte[length];
        file.ReadExactly(json);
        return json;
    }

    private static Dictionary<string, SafetensorsTensor> Parse(string path, byte[] json, long dataStart)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().Where(member => member.Name != "__metadata__")
                .ToDictionary(member => member.Name, member => Tensor(member.Value, dataStart));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or ArgumentException or OverflowException)
        {
            throw new ModelFolderException(path, $"has a broken safetensors header: {e.Message}", e);
        }
    }

    private static SafetensorsTensor Tensor(JsonElement entry, long dataStart)
    {
        var shape = entry.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32()).ToArray();
        var type = entry.GetProperty("dtype").GetString() ?? throw new FormatException("a dtype is null");
        return entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray() is [var start, var end]
            ? new(type, shape, checked(dataStart + start), checked(end - start))
            : throw new FormatException("data_offsets are not two numbers");
    }

    private static void CheckPlaces(string path, Dictionary<string, SafetensorsTensor> tensors, long dataStart, long fileLength)
    {
        var end = dataStart;
        foreach (var (name, tensor) in tensors.OrderBy(tensor => tensor.Value.Start).ThenBy(tensor => tensor.Value.Length))
        {
            if (tensor.Length < 0 || tensor.Shape.Any(dimension => dimension < 0))
                throw new ModelFolderException(path, $"tensor {name} has a negative size");
            if (tensor.Start != end)
                throw new ModelFolderException(path, $"tensor {name} begins at byte {tensor.Start}, but the one before it ends at {end}");
            if (tensor.Length > fileLength - end)
            {
                throw new ModelFolderException(
                    path, $"is truncated: tensor {name} has {tensor.Length} bytes, but the file holds only {fileLength - end} of them");
            }

            if (tensor.ElementSize is { } size && (tensor.Length % size != 0 || tensor.Length / size != tensor.Count))
            {
                var shape = WeightShape.Text(tensor.Shape);
                throw new ModelFolderException(
                    path, $"tensor {name} has {tensor.Length} bytes, which do not fit its shape {shape} of {tensor.Type}");
            }

            end += tensor.Length;
        }
        if (end < fileLength)
            throw new ModelFolderException(path, $"has {fileLength - end} bytes after its last tensor");
    }
}
