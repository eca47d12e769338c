using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// The memory of the device that runs the graphs; the host must not access it. A session allocates it, and graphs copy it. In a CPU build
/// it is host memory used in the same way, so tests cover the same code.
/// </summary>
internal sealed class DeviceMemory : IDisposable
{
    private readonly Owned _owned = new();
    private readonly Dictionary<TensorElementType, InferenceSession> _copies = [];
    private readonly RunOptions _options;
    private readonly OrtAllocator _allocator;

    /// <param name="device">The number of the device.</param>
    public DeviceMemory(int device = 0)
    {
        Number = device;
        _options = _owned.Add(new RunOptions());
        try
        {
            Kind = _owned.Add(SessionFactory.DeviceMemoryKind(device));
            _allocator = _owned.Add(new OrtAllocator(Copier(TensorElementType.Float), Kind));
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <summary>The number of the device.</summary>
    public int Number { get; }

    /// <summary>ONNX Runtime's name for this memory.</summary>
    public OrtMemoryInfo Kind { get; }

    /// <summary>Allocates memory for a tensor; its content is undefined.</summary>
    public OrtValue Allocate(TensorElementType type, long[] shape) => OrtValue.CreateAllocatedTensorValue(_allocator, type, shape);

    /// <summary>A tensor's address; the host must not dereference it.</summary>
    public static unsafe nint AddressOf(OrtValue value) =>
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData()));

    /// <summary>Copies a tensor [1, length] to another; either may be on the host.</summary>
    public void Copy(TensorElementType type, OrtValue from, OrtValue to)
    {
        using var copy = new TensorCopy(Copier(type), _options, from, to, fromHost: false);
        copy.Run();
    }

    /// <summary>A copy that runs often, from a tensor [1, length] to another. The caller owns it.</summary>
    public TensorCopy CopyOf(TensorElementType type, OrtValue from, OrtValue to, bool fromHost) =>
        new(Copier(type), _options, from, to, fromHost);

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private InferenceSession Copier(TensorElementType type)
    {
        if (_copies.TryGetValue(type, out var session))
            return session;
        session = _owned.Add(SessionFactory.Create(CopyGraph.Build(type), prepack: false, device: Number));
        _copies.Add(type, session);
        return session;
    }
}
