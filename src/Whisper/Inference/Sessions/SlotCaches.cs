using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>All slots' attention caches, one buffer per layer and kind.</summary>
internal sealed class SlotCaches : IDisposable
{
    private readonly Owned _owned = new();

    // For each layer: [slots, heads, audio positions, head width]; for 8-bit caches also the scales, [slots, 1, width].
    private readonly SlotBuffer[] _crossKeys;
    private readonly SlotBuffer[] _crossValues;
    private readonly SlotBuffer[] _crossKeyScales;
    private readonly SlotBuffer[] _crossValueScales;

    /// <param name="config">The architecture.</param>
    /// <param name="slots">The number of slots.</param>
    /// <param name="type">The element type of self-attention keys and values.</param>
    /// <param name="crossType">The element type of cross-attention keys and values.</param>
    /// <param name="device">The memory of the caches; null for host memory.</param>
    public SlotCaches(WhisperConfig config, int slots, TensorElementType type, TensorElementType crossType, DeviceMemory? device = null)
    {
        Device = device;
        AudioLengths = new int[slots];
        var (layers, heads, headWidth) = (config.DecoderLayers, config.DecoderHeads, config.Width / config.DecoderHeads);
        var scaledLayers = crossType == TensorElementType.Int8 ? layers : 0;
        try
        {
            _crossKeys = AllocateAll(layers, crossType, slots, heads, config.AudioPositions, headWidth);
            _crossValues = AllocateAll(layers, crossType, slots, heads, config.AudioPositions, headWidth);
            _crossKeyScales = AllocateAll(scaledLayers, TensorElementType.Float, slots, 1, config.Width);
            _crossValueScales = AllocateAll(scaledLayers, TensorElementType.Float, slots, 1, config.Width);
            SelfKeys = AllocateAll(layers, type, slots, heads, config.TextPositions, headWidth);
            SelfValues = AllocateAll(layers, type, slots, heads, config.TextPositions, headWidth);
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <summary>The memory of the caches; null for host memory.</summary>
    public DeviceMemory? Device { get; }

    /// <summary>The number of the device that reads and writes the caches; null for the CPU.</summary>
    public int? DeviceNumber => Device?.Number;

    /// <summary>For each slot, its window's audio positions; later positions in the caches are not read.</summary>
    public int[] AudioLengths { get; }

    /// <summary>For each layer, [slots, heads, text positions, head width].</summary>
    public SlotBuffer[] SelfKeys { get; }

    /// <inheritdoc cref="SelfKeys"/>
    public SlotBuffer[] SelfValues { get; }

    /// <summary>The cross-attention caches of the first layers, or of all, with their names in the graphs.</summary>
    public IEnumerable<(string Name, SlotBuffer Cache)> Cross(int? layers = null) => Named(_crossKeys, _crossValues, layers);

    /// <summary>The scales of the same layers, with their names in the graphs; empty unless the caches have 8 bits.</summary>
    public IEnumerable<(string Name, SlotBuffer Scale)> CrossScales(int? layers = null) =>
        Named(_crossKeyScales, _crossValueScales, layers).Select(cache => (CrossCaches.ScaleOf(cache.Name), cache.Cache));

    /// <summary>Copies the caches of one slot to another.</summary>
    public void Copy(int from, int to)
    {
        AudioLengths[to] = AudioLengths[from];
        foreach (var (_, cache) in Cross())
            cache.Copy(from, to, AudioLengths[from]);
        foreach (var buffer in (IEnumerable<SlotBuffer>)[.. _crossKeyScales, .. _crossValueScales, .. SelfKeys, .. SelfValues])
            buffer.Copy(from, to);
    }

    /// <summary>Allocates another tensor [slots, …] in the same memory.</summary>
    public SlotBuffer Allocate(TensorElementType type, int slots, params int[] shape) =>
        Device is null ? new NativeBuffer(type, slots, shape) : new DeviceBuffer(Device, type, slots, shape);

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private static IEnumerable<(string Name, SlotBuffer Cache)> Named(SlotBuffer[] keys, SlotBuffer[] values, int? layers) =>
        keys.Zip(values).Take(layers ?? keys.Length).SelectMany<(SlotBuffer Key, SlotBuffer Value), (string, SlotBuffer)>(
            (layer, index) => [(CrossCaches.Key(index), layer.Key), (CrossCaches.Value(index), layer.Value)]);

    private SlotBuffer[] AllocateAll(int layers, TensorElementType type, int slots, params int[] shape) =>
        [.. Enumerable.Range(0, layers).Select(_ => _owned.Add(Allocate(type, slots, shape)))];
}
