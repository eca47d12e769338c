using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Slots in host memory, outside the managed heap. Pages are zero and take no memory until they are first written.</summary>
internal sealed unsafe class NativeBuffer : SlotBuffer
{
    /// <summary>A cache line, which is also the widest vector.</summary>
    private const nuint Alignment = 64;

    private readonly Dictionary<(int Slot, int Rows), OrtValue> _targets = [];
    private byte* _block;
    private byte* _data;

    /// <inheritdoc/>
    public NativeBuffer(TensorElementType type, int slots, params ReadOnlySpan<int> slotShape)
        : base(type, slots, slotShape)
    {
        // calloc rather than an aligned allocation: only it hands out untouched zero pages.
        _block = (byte*)NativeMemory.AllocZeroed((nuint)(slots * SlotLength * ElementSize) + Alignment);
        _data = (byte*)(((nuint)_block + Alignment - 1) & ~(Alignment - 1));
    }

    /// <inheritdoc/>
    protected override (nint Address, OrtMemoryInfo Kind) Memory => ((nint)_data, OrtMemoryInfo.DefaultInstance);

    /// <summary>The beginning of a slot as a tensor [1, blocks, rows, width]: blocks of fewer rows, side by side.</summary>
    public override OrtValue Target(int slot, int rows)
    {
        if (_targets.TryGetValue((slot, rows), out var target))
            return target;
        target = Tensor(slot, [1, SlotShape[0], rows, SlotShape[2]]);
        _targets.Add((slot, rows), target);
        return target;
    }

    /// <summary>Moves the blocks to where each begins in the slot.</summary>
    public override void Settle(int slot, int rows)
    {
        var (from, to) = (rows * SlotShape[2], SlotShape[1] * SlotShape[2]);
        // From the last on, since they move backwards over each other.
        for (var block = SlotShape[0] - 1; block > 0 && from < to; block--)
            Move((slot * SlotLength) + (block * from), (slot * SlotLength) + (block * to), from);
    }

    /// <inheritdoc/>
    public override void Copy(int from, int to, int rows)
    {
        var blockLength = SlotShape[1] * SlotShape[2];
        for (var block = 0; block < SlotShape[0]; block++)
            Move((from * SlotLength) + (block * blockLength), (to * SlotLength) + (block * blockLength), rows * SlotShape[2]);
    }

    /// <inheritdoc/>
    public override void Copy(int from, int to) => Move(from * SlotLength, to * SlotLength, SlotLength);

    /// <inheritdoc/>
    public override Span<float> Read(int slot) => new(At(slot * SlotLength), checked((int)SlotLength));

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (var target in _targets.Values)
            target.Dispose();
        _targets.Clear();
        NativeMemory.Free(_block);
        _block = _data = null;
    }

    private void Move(long from, long to, long count) => Buffer.MemoryCopy(At(from), At(to), count * ElementSize, count * ElementSize);

    private byte* At(long element) => _data + (element * ElementSize);
}
