using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Engine.Inference.Graphs;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>Tokens → logits: several tokens to one slot, or one token to each of the first slots. Bindings are made once for each slot and each batch size.</summary>
internal sealed class DecoderSession : IDisposable
{
    private readonly WhisperConfig _config;
    private readonly InferenceSession _session;
    private readonly NativeBuffer _logits;
    private readonly DecoderBinding[] _prefills;
    private readonly DecoderBinding[] _steps;

    public DecoderSession(WhisperWeights weights, SlotCaches caches, int slots)
    {
        _config = weights.Config;
        using var graph = DecoderGraph.Build(weights);
        _session = SessionFactory.Create(graph, prepack: true);
        _logits = new NativeBuffer(TensorElementType.Float, slots, _config.VocabularySize);
        _prefills = [.. Enumerable.Range(0, slots).Select(slot => new DecoderBinding(_session, caches, _logits, slot, 1))];
        _steps = [.. Enumerable.Range(1, slots).Select(count => new DecoderBinding(_session, caches, _logits, 0, count))];
    }

    /// <summary>Feeds tokens to one slot.</summary>
    public void Prefill(int slot, int position, ReadOnlySpan<int> tokens)
    {
        Span<int> positions = stackalloc int[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
            positions[i] = position + i;
        _prefills[slot].Run(tokens, positions);
    }

    /// <summary>Feeds one token to each of the first slots.</summary>
    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions) => _steps[tokens.Length - 1].Run(tokens, positions);

    /// <summary>[vocabulary], after the last token that the slot was fed.</summary>
    public Span<float> Logits(int slot) => _logits.Floats(slot, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in (IEnumerable<DecoderBinding>)[.. _prefills, .. _steps])
            binding.Dispose();
        _session.Dispose();
        _logits.Dispose();
    }
}
