using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Computes the cross-attention weights of the alignment heads for a forced token sequence over a slot's window.</summary>
internal sealed class AlignmentSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SlotCaches _caches;
    private readonly int _layers;

    public AlignmentSession(WhisperWeights weights, SlotCaches caches, IReadOnlyList<(int Layer, int Head)> heads)
    {
        _caches = caches;
        _layers = AlignmentGraph.Layers(heads);
        var graph = AlignmentGraph.Build(weights, heads);
        _session = SessionFactory.Create(graph, prepack: false, weights.Cache, caches.DeviceNumber);
    }

    /// <summary>The weights for all heads, tokens and frames.</summary>
    public AlignmentWeights Align(int slot, ReadOnlySpan<int> tokens)
    {
        var (ids, positions) = (new long[tokens.Length], new long[tokens.Length]);
        for (var i = 0; i < tokens.Length; i++)
            (ids[i], positions[i]) = (tokens[i], i);
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, [1, tokens.Length]);
        using var positionValue = OrtValue.CreateTensorValueFromMemory(positions, [1, tokens.Length]);
        using var lengthValue = OrtValue.CreateTensorValueFromMemory([(long)_caches.AudioLengths[slot]], [1]);
        var inputs = new Dictionary<string, OrtValue>
        {
            [DecoderGraph.Tokens] = idValue,
            [DecoderGraph.Positions] = positionValue,
            [DecoderGraph.AudioLength] = lengthValue,
        };
        foreach (var (name, cache) in (IEnumerable<(string, SlotBuffer)>)[.. _caches.Cross(_layers), .. _caches.CrossScales(_layers)])
            inputs[name] = cache.View(slot, 1);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, inputs, [AlignmentGraph.Weights]);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        return new AlignmentWeights((int)shape[1], (int)shape[2], (int)shape[3], outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
