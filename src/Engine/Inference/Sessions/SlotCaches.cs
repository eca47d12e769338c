using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Engine.Inference.Graphs;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>All slots' attention caches, one buffer a layer and kind.</summary>
internal sealed class SlotCaches : IDisposable
{
    // For each layer: [slots, heads, audio positions, head width], and, of those in 8 bits, [slots, 1, width].
    private readonly NativeBuffer[] _crossKeys;
    private readonly NativeBuffer[] _crossValues;
    private readonly NativeBuffer[] _crossKeyScales;
    private readonly NativeBuffer[] _crossValueScales;

    /// <param name="config">The architecture.</param>
    /// <param name="slots">How many windows they hold.</param>
    /// <param name="type">What self-attention keys and values are kept in.</param>
    /// <param name="crossType">What cross-attention keys and values are kept in.</param>
    public SlotCaches(WhisperConfig config, int slots, TensorElementType type, TensorElementType crossType)
    {
        AudioLengths = new int[slots];
        var (layers, heads, headWidth) = (config.DecoderLayers, config.DecoderHeads, config.Width / config.DecoderHeads);
        var scaledLayers = crossType == TensorElementType.Int8 ? layers : 0;
        _crossKeys = Allocate(layers, crossType, slots, heads, config.AudioPositions, headWidth);
        _crossValues = Allocate(layers, crossType, slots, heads, config.AudioPositions, headWidth);
        _crossKeyScales = Allocate(scaledLayers, TensorElementType.Float, slots, 1, config.Width);
        _crossValueScales = Allocate(scaledLayers, TensorElementType.Float, slots, 1, config.Width);
        SelfKeys = Allocate(layers, type, slots, heads, config.TextPositions, headWidth);
        SelfValues = Allocate(layers, type, slots, heads, config.TextPositions, headWidth);
    }

    /// <summary>For each slot, the audio positions that its window has; what the caches hold after them is not read.</summary>
    public int[] AudioLengths { get; }

    /// <summary>For each layer, [slots, heads, text positions, head width].</summary>
    public NativeBuffer[] SelfKeys { get; }

    /// <inheritdoc cref="SelfKeys"/>
    public NativeBuffer[] SelfValues { get; }

    private IEnumerable<NativeBuffer> All => [.. _crossKeys, .. _crossValues, .. _crossKeyScales, .. _crossValueScales, .. SelfKeys, .. SelfValues];

    /// <summary>The first layers' cross-attention caches under the graphs' names.</summary>
    public IEnumerable<(string Name, NativeBuffer Cache)> Cross(int? layers = null) => Named(_crossKeys, _crossValues, layers);

    /// <summary>Their scales; none where they are f32.</summary>
    public IEnumerable<(string Name, NativeBuffer Scale)> CrossScales(int? layers = null) =>
        Named(_crossKeyScales, _crossValueScales, layers).Select(cache => (CrossCaches.ScaleOf(cache.Name), cache.Cache));

    /// <summary>Copies one slot's caches onto another.</summary>
    public void Copy(int from, int to)
    {
        AudioLengths[to] = AudioLengths[from];
        foreach (var (_, cache) in Cross())
            cache.Copy(from, to, AudioLengths[from]);
        foreach (var buffer in (IEnumerable<NativeBuffer>)[.. _crossKeyScales, .. _crossValueScales, .. SelfKeys, .. SelfValues])
            buffer.Copy(from, to);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in All)
            buffer.Dispose();
    }

    private static IEnumerable<(string Name, NativeBuffer Cache)> Named(NativeBuffer[] keys, NativeBuffer[] values, int? layers) =>
        keys.Zip(values).Take(layers ?? keys.Length).SelectMany<(NativeBuffer Key, NativeBuffer Value), (string, NativeBuffer)>(
            (layer, index) => [(CrossCaches.Key(index), layer.Key), (CrossCaches.Value(index), layer.Value)]);

    private static NativeBuffer[] Allocate(int layers, TensorElementType type, int slots, params int[] shape) =>
        [.. Enumerable.Range(0, layers).Select(_ => new NativeBuffer(type, slots, shape))];
}
