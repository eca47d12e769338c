using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>A tensor [slots, …] of which sessions are shown any run of consecutive slots without copying. Where its memory is, its kinds know.</summary>
internal abstract class SlotBuffer : IDisposable
{
    private readonly TensorElementType _type;
    private readonly Dictionary<(int First, int Count), OrtValue> _views = [];

    /// <param name="type">Float, Float16, or 8 bits.</param>
    /// <param name="slots">How many.</param>
    /// <param name="slotShape">Of one slot's tensor.</param>
    protected SlotBuffer(TensorElementType type, int slots, ReadOnlySpan<int> slotShape)
    {
        (_type, ElementSize) = (type, SizeOf(type));
        SlotShape = new long[slotShape.Length];
        SlotLength = 1;
        for (var i = 0; i < slotShape.Length; i++)
            SlotLength *= SlotShape[i] = slotShape[i];
        Slots = slots;
    }

    protected int Slots { get; }

    /// <summary>Of one slot.</summary>
    protected long[] SlotShape { get; }

    /// <summary>Elements of a slot.</summary>
    protected long SlotLength { get; }

    /// <summary>In bytes.</summary>
    protected int ElementSize { get; }

    /// <summary>The memory's address and kind.</summary>
    protected abstract (nint Address, OrtMemoryInfo Kind) Memory { get; }

    /// <summary>Consecutive slots as a tensor [count, …]; it lives as long as this buffer.</summary>
    public OrtValue View(int first, int count)
    {
        if (_views.TryGetValue((first, count), out var view))
            return view;
        view = Tensor(first, [count, .. SlotShape]);
        _views.Add((first, count), view);
        return view;
    }

    /// <summary>
    /// What the encoder writes of a buffer [slots, blocks, capacity, width] where a window has so many rows: a tensor [1, blocks, rows or capacity, width] that lives as
    /// long as this buffer. Once it is written, <see cref="Settle"/> puts the rows in their places.
    /// </summary>
    public abstract OrtValue Target(int slot, int rows);

    /// <inheritdoc cref="Target"/>
    public abstract void Settle(int slot, int rows);

    /// <summary>Copies at least the first rows of each block of one slot onto another, where the buffer is [slots, blocks, capacity, width].</summary>
    public abstract void Copy(int from, int to, int rows);

    /// <summary>Copies one slot onto another.</summary>
    public abstract void Copy(int from, int to);

    /// <summary>One slot of a float tensor on the host, where it may be changed: where it lies, or a copy that lasts until the next one.</summary>
    public abstract Span<float> Read(int slot);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        _views.Clear();
    }

    /// <summary>The memory from a slot on in another shape.</summary>
    protected OrtValue Tensor(int slot, long[] shape)
    {
        var (address, kind) = Memory;
        var bytes = shape.Aggregate((long)ElementSize, (product, size) => product * size);
        return OrtValue.CreateTensorValueWithData(kind, _type, shape, address + (nint)(slot * SlotLength * ElementSize), bytes);
    }

    private static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => sizeof(float),
        TensorElementType.Float16 => sizeof(ushort),
        _ => sizeof(byte),
    };
}
