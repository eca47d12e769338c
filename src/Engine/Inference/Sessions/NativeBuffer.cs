using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>
/// A float tensor [slots, …] outside the managed heap, of which sessions are shown any run of consecutive slots without copying.
/// Pages are zero and take no memory until they are first written.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>A cache line, which is also the widest vector.</summary>
    private const nuint Alignment = 64;

    private readonly long[] _slotShape;
    private readonly long _slotLength;
    private readonly Dictionary<(int First, int Count), OrtValue> _views = [];
    private float* _block;
    private float* _data;

    public NativeBuffer(int slots, params ReadOnlySpan<int> slotShape)
    {
        _slotShape = new long[slotShape.Length];
        _slotLength = 1;
        for (var i = 0; i < slotShape.Length; i++)
            _slotLength *= _slotShape[i] = slotShape[i];
        // calloc rather than an aligned allocation: only it hands out untouched zero pages.
        _block = (float*)NativeMemory.AllocZeroed((nuint)(slots * _slotLength * sizeof(float)) + Alignment);
        _data = (float*)(((nuint)_block + Alignment - 1) & ~(Alignment - 1));
    }

    /// <summary>The values of consecutive slots.</summary>
    public Span<float> Slots(int first, int count) => new(_data + (first * _slotLength), checked((int)(count * _slotLength)));

    /// <summary>Consecutive slots as a tensor [count, …]; it lives as long as this buffer.</summary>
    public OrtValue View(int first, int count)
    {
        if (_views.TryGetValue((first, count), out var view))
            return view;
        long[] shape = [count, .. _slotShape];
        view = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)(_data + (first * _slotLength)), count * _slotLength * sizeof(float));
        _views.Add((first, count), view);
        return view;
    }

    /// <summary>Copies one slot onto another.</summary>
    public void Copy(int from, int to) => Buffer.MemoryCopy(
        _data + (from * _slotLength), _data + (to * _slotLength), _slotLength * sizeof(float), _slotLength * sizeof(float));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        _views.Clear();
        NativeMemory.Free(_block);
        _block = _data = null;
    }
}
