using Transcribe.Engine.Models;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>All slots' attention caches, one buffer a layer and kind.</summary>
internal sealed class SlotCaches : IDisposable
{
    public SlotCaches(WhisperConfig config, int slots)
    {
        AudioLengths = new int[slots];
        var (layers, heads, headWidth) = (config.DecoderLayers, config.DecoderHeads, config.Width / config.DecoderHeads);
        CrossKeys = Allocate(layers, slots, heads, config.AudioPositions, headWidth);
        CrossValues = Allocate(layers, slots, heads, config.AudioPositions, headWidth);
        SelfKeys = Allocate(layers, slots, heads, config.TextPositions, headWidth);
        SelfValues = Allocate(layers, slots, heads, config.TextPositions, headWidth);
    }

    /// <summary>For each slot, the audio positions that its window has; what the caches hold after them is not read.</summary>
    public int[] AudioLengths { get; }

    /// <summary>For each layer, [slots, heads, audio positions, head width].</summary>
    public NativeBuffer[] CrossKeys { get; }

    /// <inheritdoc cref="CrossKeys"/>
    public NativeBuffer[] CrossValues { get; }

    /// <summary>For each layer, [slots, heads, text positions, head width].</summary>
    public NativeBuffer[] SelfKeys { get; }

    /// <inheritdoc cref="SelfKeys"/>
    public NativeBuffer[] SelfValues { get; }

    private IEnumerable<NativeBuffer> All => [.. CrossKeys, .. CrossValues, .. SelfKeys, .. SelfValues];

    /// <summary>Copies one slot's caches onto another.</summary>
    public void Copy(int from, int to)
    {
        AudioLengths[to] = AudioLengths[from];
        foreach (var buffer in (IEnumerable<NativeBuffer>)[.. CrossKeys, .. CrossValues])
            buffer.Copy(from, to, AudioLengths[from]);
        foreach (var buffer in (IEnumerable<NativeBuffer>)[.. SelfKeys, .. SelfValues])
            buffer.Copy(from, to);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in All)
            buffer.Dispose();
    }

    private static NativeBuffer[] Allocate(int layers, int slots, params int[] shape) =>
        [.. Enumerable.Range(0, layers).Select(_ => new NativeBuffer(slots, shape))];
}
