using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>A tensor [slots, …]. Views of consecutive slots share its memory, which subclasses own.</summary>
internal abstract class SlotBuffer : IDisposable
{
    private readonly TensorElementType _type;
    private readonly Dictionary<(int First, int Count), OrtValue> _views = [];

    /// <param name="type">Float, Float16, or a type of 8 bits.</param>
    /// <param name="slots">The number of slots.</param>
    /// <param name="slotShape">The shape of one slot's tensor.</param>
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

    /// <summary>The shape of one slot.</summary>
    protected long[] SlotShape { get; }

    /// <summary>Elements per slot.</summary>
    protected long SlotLength { get; }

    /// <summary>Bytes per element.</summary>
    protected int ElementSize { get; }

    /// <summary>The memory's address and kind.</summary>
    protected abstract (nint Address, OrtMemoryInfo Kind) Memory { get; }

    /// <summary>Bytes of an element: of a float, a half, an integer of 32 or 64 bits, or a type of 8 bits.</summary>
    public static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Int64 => sizeof(long),
        TensorElementType.Float or TensorElementType.Int32 => sizeof(float),
        TensorElementType.Float16 => sizeof(ushort),
        _ => sizeof(byte),
    };

    /// <summary>Consecutive slots as a tensor [count, …]; it is valid as long as this buffer.</summary>
    public OrtValue View(int first, int count)
    {
        if (_views.TryGetValue((first, count), out var view))
            return view;
        view = Tensor(first, [count, .. SlotShape]);
        _views.Add((first, count), view);
        return view;
    }

    /// <summary>
    /// The tensor that the encoder writes for consecutive slots whose windows have the same number of rows, [slots, blocks, rows or
    /// capacity, width]. The buffer must be [slots, blocks, capacity, width]. The tensor is valid as long as this buffer. After the write,
    /// <see cref="Settle"/> moves the rows to their places.
    /// </summary>
    public abstract OrtValue Target(int first, int slots, int rows);

    /// <summary>Moves the rows that were written to the <see cref="Target"/> to their places in the slots.</summary>
    public abstract void Settle(int first, int slots, int rows);

    /// <summary>
    /// Copies at least the first rows of each block of one slot to another. The buffer must be [slots, blocks, capacity, width].
    /// </summary>
    public abstract void Copy(int from, int to, int rows);

    /// <summary>Copies one slot to another.</summary>
    public abstract void Copy(int from, int to);

    /// <summary>
    /// One slot of a float tensor on the host, which the caller may change: the buffer itself, or a copy that is valid until the next call.
    /// </summary>
    public abstract Span<float> Read(int slot);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        _views.Clear();
    }

    /// <summary>A tensor of the given shape that begins at a slot.</summary>
    protected OrtValue Tensor(int slot, long[] shape)
    {
        var (address, kind) = Memory;
        var bytes = shape.Aggregate((long)ElementSize, (product, size) => product * size);
        return OrtValue.CreateTensorValueWithData(kind, _type, shape, address + (nint)(slot * SlotLength * ElementSize), bytes);
    }
}
