using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// Small tensors in one block of a device's memory, with a copy of the block on the host. One copy moves them all, and their addresses on
/// the device never change, as a captured graph requires.
/// </summary>
internal sealed class StagedTensors : IDisposable
{
    /// <summary>Bytes of the widest load of a CUDA thread.</summary>
    private const int Alignment = 16;

    private readonly Owned _owned = new();
    private readonly (int Offset, int Bytes, OrtValue Tensor)[] _tensors;
    private readonly byte[] _bytes;
    private readonly TensorCopy _upload;
    private readonly TensorCopy _download;

    /// <param name="memory">The memory of the device.</param>
    /// <param name="tensors">The type and the shape of each tensor.</param>
    public StagedTensors(DeviceMemory memory, params ReadOnlySpan<(TensorElementType Type, long[] Shape)> tensors)
    {
        _tensors = new (int, int, OrtValue)[tensors.Length];
        var length = 0;
        for (var i = 0; i < tensors.Length; i++)
        {
            var bytes = (int)tensors[i].Shape.Aggregate((long)SlotBuffer.SizeOf(tensors[i].Type), (product, size) => product * size);
            _tensors[i] = (length, bytes, null!);
            length += (bytes + Alignment - 1) / Alignment * Alignment;
        }
        _bytes = new byte[length];
        try
        {
            var host = _owned.Add(OrtValue.CreateTensorValueFromMemory(_bytes, [1, length]));
            var device = _owned.Add(memory.Allocate(TensorElementType.UInt8, [1, length]));
            var address = DeviceMemory.AddressOf(device);
            for (var i = 0; i < tensors.Length; i++)
                _tensors[i].Tensor = _owned.Add(OrtValue.CreateTensorValueWithData(
                    memory.Kind, tensors[i].Type, tensors[i].Shape, address + _tensors[i].Offset, _tensors[i].Bytes));
            _upload = _owned.Add(memory.CopyOf(TensorElementType.UInt8, host, device, fromHost: true));
            _download = _owned.Add(memory.CopyOf(TensorElementType.UInt8, device, host, fromHost: false));
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <summary>A tensor on the device.</summary>
    public OrtValue this[int tensor] => _tensors[tensor].Tensor;

    /// <summary>A tensor's values on the host.</summary>
    public Span<T> Values<T>(int tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_tensors[tensor].Offset, _tensors[tensor].Bytes));

    /// <summary>Copies the values of the host to the device.</summary>
    public void Upload() => _upload.Run();

    /// <summary>Copies the values of the device to the host.</summary>
    public void Download() => _download.Run();

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();
}
