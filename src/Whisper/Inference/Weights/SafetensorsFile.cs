using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>A memory-mapped safetensors file. Tensors are converted while they are copied, so no converted copy stays in memory.</summary>
internal sealed class SafetensorsFile : IDisposable
{
    /// <summary>The number of elements that are converted at a time: 128 KiB of f16, which fit into the second-level cache.</summary>
    private const int ChunkLength = 65_536;

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private SafetensorsFile(string path, Dictionary<string, SafetensorsTensor> tensors, MemoryMappedFile map)
    {
        Path = path;
        Tensors = tensors;
        _map = map;
        _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    public static SafetensorsFile Open(string path)
    {
        var tensors = SafetensorsHeader.Read(path);
        return new(path, tensors, MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read));
    }

    /// <summary>Copies a tensor as f32.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="destination">As long as the number of elements.</param>
    /// <exception cref="ModelFolderException">The element type is not F32, F16 or BF16.</exception>
    public void CopyTo(SafetensorsTensor tensor, Span<float> destination)
    {
        switch (tensor.Type)
        {
            case "F32":
                _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)tensor.Start, destination);
                break;
            case "F16":
                Convert<Half>(tensor.Start, destination, TensorPrimitives.ConvertToSingle);
                break;
            case "BF16":
                Convert<ushort>(tensor.Start, destination, WidenBrainFloat);
                break;
            default:
                throw new ModelFolderException(Path, $"holds a tensor of type {tensor.Type}; only F32, F16 and BF16 are supported");
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }

    private void Convert<T>(long start, Span<float> destination, Conversion<T> conversion)
        where T : unmanaged
    {
        var chunk = new T[Math.Min(ChunkLength, destination.Length)];
        for (var done = 0; done < destination.Length; done += chunk.Length)
        {
            var part = chunk.AsSpan(0, Math.Min(chunk.Length, destination.Length - done));
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(start + ((long)done * Marshal.SizeOf<T>())), part);
            conversion(part, destination.Slice(done, part.Length));
        }
    }

    /// <summary>Converts bfloat16 to f32. A bfloat16 has the upper 16 bits of the f32.</summary>
    private static void WidenBrainFloat(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var bits = MemoryMarshal.Cast<float, uint>(destination);
        TensorPrimitives.ConvertTruncating(source, bits);
        TensorPrimitives.ShiftLeft(bits, 16, bits);
    }

    private delegate void Conversion<T>(ReadOnlySpan<T> source, Span<float> destination);
}
