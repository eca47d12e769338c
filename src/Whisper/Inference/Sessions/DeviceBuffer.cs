using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Slots in a device's memory. The encoder writes whole slots there, because the host cannot move rows in that memory.</summary>
internal sealed class DeviceBuffer : SlotBuffer
{
    private readonly DeviceMemory _memory;
    private readonly TensorElementType _type;
    private readonly OrtValue _block;
    private readonly nint _address;
    private float[] _read = [];

    /// <inheritdoc/>
    public DeviceBuffer(DeviceMemory memory, TensorElementType type, int slots, params ReadOnlySpan<int> slotShape)
        : base(type, slots, slotShape)
    {
        (_memory, _type) = (memory, type);
        _block = memory.Allocate(type, [slots, .. SlotShape]);
        _address = DeviceMemory.AddressOf(_block);
        try
        {
            Clear();
        }
        catch
        {
            _block.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override (nint Address, OrtMemoryInfo Kind) Memory => (_address, _memory.Kind);

    /// <summary>The whole slots, [slots, blocks, capacity, width].</summary>
    public override OrtValue Target(int first, int slots, int rows) => View(first, slots);

    /// <inheritdoc/>
    public override void Settle(int first, int slots, int rows)
    {
    }

    /// <inheritdoc/>
    public override void Copy(int from, int to, int rows) => Copy(from, to);

    /// <inheritdoc/>
    public override void Copy(int from, int to)
    {
        using var source = Flat(from);
        using var target = Flat(to);
        _memory.Copy(_type, source, target);
    }

    /// <inheritdoc/>
    public override Span<float> Read(int slot)
    {
        if (_read.Length == 0)
            _read = new float[SlotLength];
        using var source = Flat(slot);
        using var target = OrtValue.CreateTensorValueFromMemory(_read, [1, SlotLength]);
        _memory.Copy(_type, source, target);
        return _read;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _block.Dispose();
    }

    private OrtValue Flat(int slot) => Tensor(slot, [1, SlotLength]);

    // A kernel may multiply masked values by 0, and reused memory may hold NaN.
    private void Clear()
    {
        using var zeros = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, _type, [1, SlotLength]);
        zeros.GetTensorMutableRawData().Clear();
        for (var slot = 0; slot < Slots; slot++)
        {
            using var target = Flat(slot);
            _memory.Copy(_type, zeros, target);
        }
    }
}
