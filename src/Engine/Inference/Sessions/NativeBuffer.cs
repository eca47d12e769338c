using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>
/// A tensor [slots, …] outside the managed heap, of which sessions are shown any run of consecutive slots without copying.
/// Pages are zero and take no memory until they are first written.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>A cache line, which is also the widest vector.</summary>
    private const nuint Alignment = 64;

    private readonly TensorElementType _type;
    private readonly int _elementSize;
    private readonly long[] _slotShape;
    private readonly long _slotLength;
    private readonly Dictionary<(int First, int Count), OrtValue> _views = [];
    private readonly Dictionary<(int Slot, int Rows), OrtValue> _compactViews = [];
    private byte* _block;
    private byte* _data;

    /// <param name="type">Float, Float16, or 8 bits.</param>
    /// <param name="slots">How many.</param>
    /// <param name="slotShape">Of one slot's tensor.</param>
    public NativeBuffer(TensorElementType type, int slots, params ReadOnlySpan<int> slotShape)
    {
        (_type, _elementSize) = (type, SizeOf(type));
        _slotShape = new long[slotShape.Length];
        _slotLength = 1;
        for (var i = 0; i < slotShape.Length; i++)
            _slotLength *= _slotShape[i] = slotShape[i];
        // calloc rather than an aligned allocation: only it hands out untouched zero pages.
        _block = (byte*)NativeMemory.AllocZeroed((nuint)(slots * _slotLength * _elementSize) + Alignment);
        _data = (byte*)(((nuint)_block + Alignment - 1) & ~(Alignment - 1));
    }

    /// <summary>The values of consecutive slots of a float tensor.</summary>
    public Span<float> Floats(int first, int count) => new(At(first * _slotLength), checked((int)(count * _slotLength)));

    /// <summary>Consecutive slots as a tensor [count, …]; it lives as long as this buffer.</summary>
    public OrtValue View(int first, int count)
    {
        if (_views.TryGetValue((first, count), out var view))
            return view;
        long[] shape = [count, .. _slotShape];
        view = Tensor(first, shape);
        _views.Add((first, count), view);
        return view;
    }

    /// <summary>
    /// The beginning of a slot as a tensor [1, blocks, rows, width], where the buffer is [slots, blocks, capacity, width]: blocks of fewer rows, side by side.
    /// Once it is written, <see cref="Spread"/> puts them in their places.
    /// </summary>
    public OrtValue CompactView(int slot, int rows)
    {
        if (_compactViews.TryGetValue((slot, rows), out var view))
            return view;
        long[] shape = [1, _slotShape[0], rows, _slotShape[2]];
        view = Tensor(slot, shape);
        _compactViews.Add((slot, rows), view);
        return view;
    }

    /// <summary>Moves the blocks of a <see cref="CompactView"/> to where each begins in the slot.</summary>
    public void Spread(int slot, int rows)
    {
        var (from, to) = (rows * _slotShape[2], _slotShape[1] * _slotShape[2]);
        // From the last on, since they move backwards over each other.
        for (var block = _slotShape[0] - 1; block > 0 && from < to; block--)
            Move((slot * _slotLength) + (block * from), (slot * _slotLength) + (block * to), from);
    }

    /// <summary>Copies the first rows of each block of one slot onto another, where the buffer is [slots, blocks, capacity, width].</summary>
    public void Copy(int from, int to, int rows)
    {
        var blockLength = _slotShape[1] * _slotShape[2];
        for (var block = 0; block < _slotShape[0]; block++)
            Move((from * _slotLength) + (block * blockLength), (to * _slotLength) + (block * blockLength), rows * _slotShape[2]);
    }

    /// <summary>Copies one slot onto another.</summary>
    public void Copy(int from, int to) => Move(from * _slotLength, to * _slotLength, _slotLength);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in (IEnumerable<OrtValue>)[.. _views.Values, .. _compactViews.Values])
            view.Dispose();
        _views.Clear();
        _compactViews.Clear();
        NativeMemory.Free(_block);
        _block = _data = null;
    }

    private static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => sizeof(float),
        TensorElementType.Float16 => sizeof(ushort),
        _ => sizeof(byte),
    };

    private OrtValue Tensor(int slot, long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, _type, shape, (nint)At(slot * _slotLength), shape.Aggregate((long)_elementSize, (product, size) => product * size));

    private void Move(long from, long to, long count) => Buffer.MemoryCopy(At(from), At(to), count * _elementSize, count * _elementSize);

    private byte* At(long element) => _data + (element * _elementSize);
}
