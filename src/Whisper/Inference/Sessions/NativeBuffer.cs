using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Slots in host memory, see <see cref="ZeroedMemory"/>.</summary>
internal sealed unsafe class NativeBuffer : SlotBuffer
{
    private readonly Dictionary<(int First, int Slots, int Rows), OrtValue> _targets = [];
    private readonly ZeroedMemory _memory;

    /// <inheritdoc/>
    public NativeBuffer(TensorElementType type, int slots, params ReadOnlySpan<int> slotShape)
        : base(type, slots, slotShape) =>
        _memory = new ZeroedMemory((nuint)(slots * SlotLength * ElementSize));

    /// <inheritdoc/>
    protected override (nint Address, OrtMemoryInfo Kind) Memory => (_memory.Address, OrtMemoryInfo.DefaultInstance);

    /// <summary>
    /// A tensor [slots, blocks, rows, width] at the beginning of the first slot. Its blocks have fewer rows than the slots' and follow each
    /// other without gaps.
    /// </summary>
    public override OrtValue Target(int first, int slots, int rows)
    {
        if (_targets.TryGetValue((first, slots, rows), out var target))
            return target;
        target = Tensor(first, [slots, SlotShape[0], rows, SlotShape[2]]);
        _targets.Add((first, slots, rows), target);
        return target;
    }

    /// <summary>Moves each block of the <see cref="Target"/> to its place in its slot.</summary>
    public override void Settle(int first, int slots, int rows)
    {
        var (from, to) = (rows * SlotShape[2], SlotShape[1] * SlotShape[2]);
        // Blocks move to higher addresses, so the last moves first; otherwise one would overwrite the next.
        for (var block = (slots * SlotShape[0]) - 1; block > 0 && from < to; block--)
            Move((first * SlotLength) + (block * from), (first * SlotLength) + (block * to), from);
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
        _memory.Dispose();
    }

    private void Move(long from, long to, long count) => Buffer.MemoryCopy(At(from), At(to), count * ElementSize, count * ElementSize);

    private byte* At(long element) => (byte*)_memory.Address + (element * ElementSize);
}
